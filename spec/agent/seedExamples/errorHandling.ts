import { Codex } from "codex-rx/agent";

const codex = new Codex();

try {
  const thread = codex.startThread();
  const result = await thread.run("This might cause an error");
  console.log("Success:", result.finalResponse);
} catch (error) {
  if (error instanceof Error) {
    console.error("Request failed:", error.message);
    // 根据错误类型采取相应措施
  }
}

// 处理流式响应中的错误
const thread = codex.startThread();
const { events } = await thread.runStreamed("Some input");

for await (const event of events) {
  if (event.type === "turn.failed") {
    console.error("Turn failed:", event.error.message);
    break;
  }
  // 处理其他事件
}
