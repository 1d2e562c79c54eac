// codex-rx without a store: pipeTo.
import { createProvider, ResponsesClient } from 'codex-rx';
import { httpTransport, pipeTo } from 'codex-rx/node';
import { BASE_URL, serveMeasured } from './measured.js';

const client = new ResponsesClient({
  provider: createProvider({ name: 'bench', baseUrl: BASE_URL }),
  transport: httpTransport(),
});

serveMeasured((request, response) => {
  request.resume();
  client
    .streamPrompt('m', 'hi')
    .pipe(pipeTo(response))
    .subscribe({ error: (error: unknown) => process.stderr.write(`${String(error)}\n`) });
});
