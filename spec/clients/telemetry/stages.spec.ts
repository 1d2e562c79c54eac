import { expect } from 'chai';
import {
  concat,
  defer,
  EMPTY,
  NEVER,
  of,
  retry,
  Subject,
  switchMap,
  throwError,
  timer,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import { ModelsClient } from '../../../lib/clients/ModelsClient.js';
import { ResponsesClient } from '../../../lib/clients/ResponsesClient.js';
import { ResponsesWebSocketClient } from '../../../lib/clients/ResponsesWebSocketClient.js';
import { isApiError } from '../../../lib/protocol/errors/ApiError.js';
import { bearerAuth, type AuthProvider } from '../../../lib/provider/AuthProvider.js';
import { createProvider } from '../../../lib/provider/Provider.js';
import { retryBudget } from '../../../lib/provider/retryBudget.js';
import { recordTelemetry } from '../../../lib/testing/recordTelemetry.js';
import { reset, response, virtualTransport } from '../../../lib/testing/virtualTransport.js';
import { message, socket, virtualWebSocket } from '../../../lib/testing/virtualWebSocket.js';
import { bytes, completed, created, sse, textDelta } from '../../../lib/testing/wire.js';
import type { SocketFrame } from '../../../lib/transport/WebSocketTransport.js';
import { inVirtualTime } from '../../support/virtualTime.js';

const provider = createProvider({
  ...{ name: 'virtual', baseUrl: 'https://virtual.test/v1' },
  retry: { maxAttempts: 3, baseDelay: 10 },
});
const random = () => 0.5;
const refusal = (status: number) => of(response(EMPTY, { status }));
const answer = () => of(response(of(bytes(sse(created(), textDelta('a'), completed())))));

/** Credentials that count how often they are refreshed. */
const counting = () => {
  const counts = { refreshes: 0 };
  const auth: AuthProvider = {
    ...bearerAuth('the-key'),
    refresh: () => {
      counts.refreshes += 1;
      return EMPTY;
    },
  };
  return { counts, auth };
};

describe('the order of the stages', () => {
  it('refreshes the credentials once in a call, and retries inside of that', () => {
    const { counts, auth } = counting();
    const transport = virtualTransport(refusal(401), refusal(503), refusal(401), answer());
    const { error } = inVirtualTime((scheduler) =>
      new ResponsesClient({ provider, transport, auth, scheduler, random }).streamPrompt('m', 'x'),
    );
    expect(error).to.have.property('type', 'unauthorized');
    expect([counts.refreshes, transport.requests.length]).to.deep.equal([1, 3]);
  });

  it('takes the retries of a unary call from the budget, too', () => {
    const spent = retryBudget();
    while (spent.recordFailure());
    const transport = virtualTransport(refusal(503), refusal(503));
    const { error } = inVirtualTime((scheduler) =>
      new ModelsClient({ provider, transport, retryBudget: spent, scheduler, random }).listModels('1.0.0'),
    );
    expect(isApiError(error)).to.equal(true);
    expect(transport.requests).to.have.length(1);
  });

  it('reports no end of a stream behind its sentinel', () => {
    const telemetry = recordTelemetry();
    const transport = virtualTransport(of(response(of(bytes(sse(created())), bytes('data: [DONE]\n\n')))));
    inVirtualTime((scheduler) =>
      new ResponsesClient({ provider, transport, telemetry, scheduler, random }).streamPrompt('m', 'x'),
    );
    expect(telemetry.polls.map(({ result }) => result)).to.deep.equal(['event', 'event']);
  });

  it('names the request of the connection that failed, also of a resumed one', () => {
    const numbered = (frame: object, sequence_number: number) => ({ ...frame, sequence_number });
    const lost = concat(of(bytes(sse(numbered(created(), 0)))), throwError(reset));
    const first = response(lost, { headers: { 'x-request-id': 'req_1' } });
    const broken = of(bytes('{"error":{"message":"no"}}'));
    const second = response(broken, { headers: { 'x-request-id': 'req_2' } });
    const transport = virtualTransport(of(first), of(second));
    const { error } = inVirtualTime((scheduler) =>
      new ResponsesClient({ provider, transport, scheduler, random }).streamPrompt('m', 'x', { background: true }),
    );
    expect(error).to.have.property('request_id', 'req_2');
    expect(transport.requests).to.have.length(2);
  });

  it('refreshes the credentials of prewarm(), and retries its handshake', () => {
    const { counts, auth } = counting();
    const transport = virtualWebSocket(refusal(401), refusal(503), of(socket(NEVER)));
    const { error, endedAt } = inVirtualTime((scheduler) =>
      new ResponsesWebSocketClient({ provider, transport, auth, scheduler, random }).connect().prewarm(),
    );
    expect([error, endedAt, counts.refreshes, transport.requests.length]).to.deep.equal([undefined, 10, 1, 3]);
  });

  it('opens no socket for a subscriber that asks again while the connection is being closed', () => {
    const transport = virtualWebSocket(of(socket(NEVER)), of(socket(NEVER)));
    const errors: unknown[] = [];
    inVirtualTime((scheduler) => {
      const connection = new ResponsesWebSocketClient({ provider, transport, scheduler, random }).connect();
      connection
        .streamPrompt('m', 'x')
        .pipe(retry(1))
        .subscribe({ error: (error: unknown) => errors.push(error) });
      connection.close();
      return EMPTY;
    });
    expect(errors).to.have.length(1);
    expect(transport.requests).to.have.length(1);
  });

  it('fails a call that waits for its turn when the connection is closed, not later', () => {
    const transport = virtualWebSocket(of(socket(NEVER)));
    const closing = (scheduler: SchedulerLike): Observable<unknown> => {
      const connection = new ResponsesWebSocketClient({ provider, transport, scheduler, random }).connect();
      const ignoring = connection.streamPrompt('m', 'x').subscribe({ error: () => undefined });
      const close$ = timer(5, scheduler).pipe(switchMap(() => (connection.close(), EMPTY)));
      close$.subscribe({ error: () => expect.fail('close() must not fail'), complete: () => ignoring.unsubscribe() });
      return connection.streamPrompt('m', 'y');
    };
    const { error, endedAt } = inVirtualTime(closing);
    expect(error).to.include({ type: 'stream', reason: 'closed_by_caller' });
    expect(endedAt).to.equal(5);
  });

  it('receives what a transport answers within send()', () => {
    const incoming = new Subject<SocketFrame>();
    const send = defer(() => {
      for (const frame of [created(), textDelta('a'), completed()]) incoming.next(message(frame));
      return EMPTY;
    });
    const transport = virtualWebSocket(of(socket(incoming, { send })));
    const { error, values } = inVirtualTime((scheduler) =>
      new ResponsesWebSocketClient({ provider, transport, scheduler, random }).connect().streamPrompt('m', 'x'),
    );
    expect(error).to.equal(undefined);
    expect(values.at(-1)).to.have.property('type', 'completed');
  });
});
