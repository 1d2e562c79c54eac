// `npm run example:chat`: the page with a scripted provider, or with OpenAI if OPENAI_API_KEY is set.
import { NEVER } from 'rxjs';
import { bundlePage } from './server/bundlePage.js';
import { openaiModel } from './server/ChatModel.js';
import { startServers } from './server/startServers.js';
import { startSite } from './server/startSite.js';

const port = Number(process.env['PORT'] ?? 0);
const key = process.env['OPENAI_API_KEY'] ?? '';

const start = async () =>
  key === ''
    ? startServers(port)
    : startSite({
        files: await bundlePage(false),
        model: openaiModel(key, process.env['OPENAI_MODEL']),
        view$: NEVER,
        port,
        onError: ({ message }) => console.error(message),
      });

const { url, close } = await start();
console.log(`The page: ${url}\nIts answers come from ${key === '' ? 'a script' : 'OpenAI'}. Ctrl-C ends it.`);
process.once('SIGINT', () => void close());
