// `npm run example:ag-ui`: the page with a server that answers from a script. With OPENAI_API_KEY, OpenAI answers.
import { bearerAuth, createProvider, openai, ResponsesClient } from 'codex-rx';
import { ScriptedServer } from 'codex-rx/server';
import { scriptFor } from './script.js';
import { startSite } from './startSite.js';

const key = process.env['OPENAI_API_KEY'];
const scripted = await new ScriptedServer({ script: scriptFor }).listen();
const client = new ResponsesClient(
  key === undefined
    ? { provider: createProvider({ name: 'scripted', baseUrl: scripted.baseUrl }) }
    : { provider: openai(), auth: bearerAuth(() => key) },
);
const { url, close } = await startSite(client, Number(process.env['PORT'] ?? 0));
console.log(`The page: ${url}\nCtrl-C ends it.`);
process.once('SIGINT', () => void Promise.all([close(), scripted.close()]));
