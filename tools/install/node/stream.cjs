// The same in a CommonJS module, which loads the package with require().
const { createProvider, ResponsesClient, textOf } = require('codex-rx');
const { ScriptedServer, textAnswer } = require('codex-rx/server');
const { lastValueFrom } = require('rxjs');

const main = async () => {
  const server = await new ScriptedServer().listen();
  server.enqueue({ answer: textAnswer('An old silent pond'), cut: 7 });

  const client = new ResponsesClient({ provider: createProvider({ name: 'scripted', baseUrl: server.baseUrl }) });
  console.log(await lastValueFrom(client.streamPrompt('m', 'Write a haiku').pipe(textOf())));
  await server.close();
};

void main();
