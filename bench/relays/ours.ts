// codex-rx: the relay, with its store and replay.
import { createProvider, ResponsesClient } from 'codex-rx';
import { httpTransport, nodeListener } from 'codex-rx/node';
import { relay } from 'codex-rx/relay';
import { BASE_URL, serveMeasured } from './measured.js';

const client = new ResponsesClient({
  provider: createProvider({ name: 'bench', baseUrl: BASE_URL }),
  transport: httpTransport(),
});

serveMeasured(nodeListener(relay({ ask: (input) => client.streamPrompt('m', String(input)) })));
