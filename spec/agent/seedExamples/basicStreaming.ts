import { Codex } from "codex-rx/agent";

// 创建Codex实例
const codex = new Codex({
  apiKey: "your-api-key",
  baseUrl: "https://api.example.com"
});

// 创建新会话
const thread = codex.startThread({
  model: "gpt-5.1",
  sandboxMode: "auto"
});

// 流式处理响应
const { events } = await thread.runStreamed("Hello, how are you?");

for await (const event of events) {
  if (event.type === "item.completed") {
    if (event.item.type === "agent_message") {
      console.log("AI:", event.item.text);
    }
  }
}
