import { Codex } from "codex-rx/agent";
import { z } from "zod";

// 定义输出模式
const schema = z.object({
  summary: z.string(),
  keywords: z.array(z.string()),
  sentiment: z.enum(["positive", "negative", "neutral"])
});

// 创建带有结构化输出的会话
const codex = new Codex();
const thread = codex.startThread();

// 运行并获取结构化结果
const result = await thread.run("Analyze this text: 'The weather is great today!'", {
  outputSchema: schema
});

// 使用结构化数据
console.log("Summary:", result.items[0].text);
