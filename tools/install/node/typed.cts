// A CommonJS module in TypeScript: from TypeScript 5.8 on, an `import` of the package may become a require().
import { createProvider, ResponsesClient, textOf } from 'codex-rx';
import { ScriptedServer, textAnswer } from 'codex-rx/server';
import { lastValueFrom } from 'rxjs';

const main = async (): Promise<void> => {
  const server = await new ScriptedServer().listen();
  server.enqueue({ answer: textAnswer('An old silent pond'), cut: 7 });

  const client = new ResponsesClient({ provider: createProvider({ name: 'scripted', baseUrl: server.baseUrl }) });
  console.log(await lastValueFrom(client.streamPrompt('m', 'Write a haiku').pipe(textOf())));
  await server.close();
};

void main();
