import { expect } from 'chai';
import type { Observable } from 'rxjs';
import { ChatClient } from '../../../lib/clients/ChatClient.js';
import { ResponsesClient } from '../../../lib/clients/ResponsesClient.js';
import type { JsonObject } from '../../../lib/protocol/codec/json.js';
import { createProvider } from '../../../lib/provider/Provider.js';
import type { ResponseEvent } from '../../../lib/protocol/ResponseEvent.js';
import { errorOf } from '../../support/collect.js';
import { useServer } from '../../support/scripted.js';
import { connectionTo } from '../../support/scriptedSocket.js';

const headers = { 'Retry-After': '3' };
const noRetry = { maxAttempts: 0 };

/** An error frame, and what its error has on every wire. */
type Row = readonly [frame: JsonObject, status: number, type: string | undefined, delay?: number];

// Where no word says more, the status decides: it is a refusal, a limit, or a failure that may pass.
const rows: readonly Row[] = [
  [{ type: 'error', status: 401, headers }, 401, 'unauthorized', 3000],
  [{ type: 'error', status: 401, error: null }, 401, 'unauthorized'],
  [{ type: 'error', status: 401, error: {} }, 401, 'unauthorized'],
  [{ type: 'error', status: 401, code: 'invalid_api_key', message: 'flat' }, 401, 'unauthorized'],
  [{ type: 'error', status: '429', headers }, 429, 'rate_limit', 3000],
  [{ type: 'error', status_code: 429, headers }, 429, 'rate_limit', 3000],
  [{ type: 'error', status: 429, headers, error: { message: 'slow down' } }, 429, 'rate_limit', 3000],
  [{ type: 'error', error: { status: 429, headers } }, 429, 'rate_limit', 3000],
  [{ type: 'response.error', status: 400 }, 400, 'invalid_request'],
  // Over HTTP `api`, over a WebSocket, whose frame stands for a response, `transport`.
  [{ type: 'error', error: { status: 404 } }, 404, undefined],
  [{ type: 'error', status: 500, error: [] }, 500, undefined],
  [{ type: 'error', status: 503, error: 'busy' }, 503, undefined],
];

describe('S13 an error frame of an unusual form', () => {
  const using = useServer();
  const provider = () =>
    createProvider({ name: 'scripted', baseUrl: using.server.baseUrl, retry: noRetry, streamIdleTimeout: 5000 });
  const wires: Readonly<Record<string, () => Observable<ResponseEvent>>> = {
    'Responses over HTTP': () => new ResponsesClient({ provider: provider() }).streamPrompt('m', 'x'),
    'Chat over HTTP': () => new ChatClient({ provider: provider() }).streamPrompt('m', 'x'),
    'Responses over a WebSocket': () => connectionTo(using.server, { retry: noRetry }).streamPrompt('m', 'x'),
  };

  for (const [frame, status, type, delay] of rows)
    for (const [wire, open] of Object.entries(wires))
      it(`${JSON.stringify(frame)} keeps its status and its delay: ${wire}`, async () => {
        using.server.enqueue({ answer: { frames: [frame], chunks: [frame] } });
        const error = await errorOf(open());
        expect(error).to.have.property('status', status);
        if (type !== undefined) expect(error).to.have.property('type', type);
        expect('delay' in error ? error.delay : undefined).to.equal(delay);
      });
});
