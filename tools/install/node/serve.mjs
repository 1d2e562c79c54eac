// A scripted server for a page of another process. It ends when its input does, and so with whoever started it.
import { ScriptedServer, textAnswer } from 'codex-rx/server';

const script = { answer: textAnswer('An old silent pond'), cut: 7 };
const server = await new ScriptedServer({ script }).listen();
console.log(server.baseUrl);
process.stdin.resume().once('close', () => void server.close());
