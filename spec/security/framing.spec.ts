import { expect } from 'chai';
import { concat, from, NEVER, of, switchMap, timer } from 'rxjs';
import { ResponsesWebSocketClient } from '../../lib/clients/ResponsesWebSocketClient.js';
import { ResponsesClient } from '../../lib/clients/ResponsesClient.js';
import { createProvider, type ProviderOptions } from '../../lib/provider/Provider.js';
import { createTurnState } from '../../lib/provider/TurnState.js';
import { message, socket, virtualWebSocket } from '../../lib/testing/virtualWebSocket.js';
import { virtualTransport } from '../../lib/testing/virtualTransport.js';
import { completed, itemDone, textDelta } from '../../lib/testing/wire.js';
import { errorOf } from '../support/collect.js';
import { inVirtualTime } from '../support/virtualTime.js';

const where = { name: 'test', baseUrl: 'https://test.invalid/v1' };

describe('security: framing', () => {
  it('M9 refuses framing headers of auth on a transport of the caller', async () => {
    const transport = virtualTransport();
    const auth = { bearerToken: () => undefined, authorize: () => [{ 'transfer-encoding': 'chunked' }] };
    const error = await errorOf(
      new ResponsesClient({ provider: createProvider(where), auth, transport }).streamPrompt('m', 'x'),
    );
    expect(error).to.have.nested.property('error.type', 'build');
    expect(transport.requests).to.have.length(0);
  });

  for (const value of ['a\u0001b', '\u007f', 'a\u0000'])
    it(`L does not keep the turn state ${JSON.stringify(value)}, with which every later request would be refused`, () => {
      const cell = createTurnState();
      // `Headers` of some runtimes let controls pass.
      const headers = new Headers();
      Reflect.set(headers, 'get', () => value);
      cell.capture(headers);
      expect(cell.value).to.equal(undefined);
    });

  const items = ['a', 'b', 'c'].map((id) => message(itemDone({ type: 'message', id, role: 'assistant', content: [] })));
  const rows: Readonly<Record<string, readonly [Partial<ProviderOptions>, typeof items]>> = {
    maxAnswerSize: [{ maxAnswerSize: 100 }, [message(textDelta('x'.repeat(100)))]],
    maxItems: [{ maxItems: 2 }, items],
  };
  for (const [limit, [options, frames]] of Object.entries(rows))
    it(`M7 limits an answer over a WebSocket by ${limit}`, () => {
      const { error } = inVirtualTime((scheduler) => {
        const answer = timer(1, scheduler).pipe(switchMap(() => from([...frames, message(completed())])));
        const transport = virtualWebSocket(of(socket(concat(answer, NEVER))));
        const provider = createProvider({ ...where, ...options, retry: { maxAttempts: 0 } });
        return new ResponsesWebSocketClient({ provider, transport, scheduler, random: () => 0.5 })
          .connect()
          .streamPrompt('m', 'x');
      });
      expect(error).to.include({ type: 'stream', reason: 'too_large' });
    });
});
