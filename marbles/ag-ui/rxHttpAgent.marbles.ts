import type { RunAgentInput } from '@ag-ui/core';
import { map, NEVER, of } from 'rxjs';
import { rxHttpAgent, type RxHttpAgentOptions } from '../../lib/ag-ui/index.js';
import { bytes } from '../../lib/testing/wire.js';
import { response, virtualTransport, type VirtualResponse } from '../../lib/testing/virtualTransport.js';
import type { Observable } from 'rxjs';
import { errorLike } from '../../lib/testing/marbles.js';
import { marbles } from '../../spec/support/marbles.js';

const INPUT: RunAgentInput = {
  ...{ threadId: 't', runId: 'r', messages: [], tools: [], context: [] },
  ...{ state: {}, forwardedProps: {} },
};
const frame = (event: object): Uint8Array => bytes(`data: ${JSON.stringify(event)}\n\n`);
const chunks = {
  R: frame({ type: 'RUN_STARTED', threadId: 't', runId: 'r' }),
  a: frame({ type: 'TEXT_MESSAGE_CONTENT', messageId: 'm', delta: 'a' }),
  k: bytes(': keepalive\n\n'),
  Z: frame({ type: 'RUN_FINISHED', threadId: 't', runId: 'r' }),
};
const types = { R: 'RUN_STARTED', a: 'TEXT_MESSAGE_CONTENT', Z: 'RUN_FINISHED' };

const unexpected = (error: unknown): void => {
  throw new Error('the lane failed', { cause: error });
};

const runOf = (attempt: Observable<VirtualResponse>, options: Partial<RxHttpAgentOptions> = {}) => {
  const agent = rxHttpAgent({ url: 'https://host.test', transport: virtualTransport(attempt), ...options });
  return { agent, types$: agent.run(INPUT).pipe(map(({ type }): string => type)) };
};

describe('rxHttpAgent', () => {
  it(
    'emits the events as they come, and closes the connection with the last one',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const body = cold('  -R-a--Z----', chunks);
      const subs = '       ^-----!    ';
      const expected = '   -R-a--(Z|) ';
      expectObservable(runOf(of(response(body))).types$).toBe(expected, types);
      expectSubscriptions(body.subscriptions).toBe(subs);
    }),
  );

  it(
    'closes the connection when it is unsubscribed',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const body = cold('  -R-a--Z----', chunks);
      const unsub = '      ^---!      ';
      const expected = '   -R-a-      ';
      expectObservable(runOf(of(response(body))).types$, unsub).toBe(expected, types);
      expectSubscriptions(body.subscriptions).toBe(unsub);
    }),
  );

  it(
    'closes the connection when it is aborted, and completes',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const body = cold('  -R-a--Z----', chunks);
      const subs = '       ^---!      ';
      const expected = '   -R-a|      ';
      const { agent, types$ } = runOf(of(response(body)));
      cold('               ----x').subscribe({ next: () => agent.abortRun(), error: unexpected });
      expectObservable(types$).toBe(expected, types);
      expectSubscriptions(body.subscriptions).toBe(subs);
    }),
  );

  it(
    'fails if no head comes in time, and cancels the request',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const attempt = cold<VirtualResponse>('-----------');
      const subs = '                         ^----!     ';
      const expected = '                     -----#     ';
      const error = { type: 'transport', error: { type: 'timeout', detail: 'no response head within 5 ms' } };
      expectObservable(runOf(attempt, { connectTimeout: 5 }).types$).toBe(expected, {}, errorLike(error));
      expectSubscriptions(attempt.subscriptions).toBe(subs);
    }),
  );

  it(
    'fails after a silence, in which comments do not count',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const body = cold('  -R--k--k------', chunks);
      const subs = '       ^-----------!';
      const expected = '   -R----------#';
      const error = { type: 'stream', reason: 'idle', detail: 'idle timeout waiting for SSE' };
      expectObservable(runOf(of(response(body)), { idleTimeout: 5 }).types$).toBe(expected, types, errorLike(error));
      expectSubscriptions(body.subscriptions).toBe(subs);
    }),
  );

  it(
    'sends nothing before it is subscribed to',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const attempt = cold<VirtualResponse>('---');
      runOf(attempt);
      expectObservable(NEVER).toBe('');
      expectSubscriptions(attempt.subscriptions).toBe([]);
    }),
  );
});
