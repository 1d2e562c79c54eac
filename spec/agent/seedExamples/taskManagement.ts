import { Codex } from "codex-rx/agent";

const codex = new Codex();

// 创建新会话并获取ID
const newThread = codex.startThread();
const { events } = await newThread.runStreamed("Write a Python function to calculate factorial");
const threadId = newThread.id;

// 保存ID以便后续恢复

// 恢复之前的会话
const resumedThread = codex.resumeThread(threadId!);
const { events: resumedEvents } = await resumedThread.runStreamed("Add error handling to this function");
