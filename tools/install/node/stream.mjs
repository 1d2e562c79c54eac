// An ES module: a server answers from a script, a client streams the answer.
import { createProvider, ResponsesClient, textOf } from 'codex-rx';
import { ScriptedServer, textAnswer } from 'codex-rx/server';
import { lastValueFrom } from 'rxjs';

const server = await new ScriptedServer().listen();
server.enqueue({ answer: textAnswer('An old silent pond'), cut: 7 });

const client = new ResponsesClient({ provider: createProvider({ name: 'scripted', baseUrl: server.baseUrl }) });
console.log(await lastValueFrom(client.streamPrompt('m', 'Write a haiku').pipe(textOf())));
await server.close();
