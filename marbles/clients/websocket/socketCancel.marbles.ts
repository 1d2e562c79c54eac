import { expect } from 'chai';
import { EMPTY, of, switchMap, take } from 'rxjs';
import { errorLike } from '../../../lib/testing/marbles.js';
import { reset, response } from '../../../lib/testing/virtualTransport.js';
import { socket, virtualWebSocket } from '../../../lib/testing/virtualWebSocket.js';
import type { UpgradeResponse } from '../../../lib/transport/WebSocketTransport.js';
import { marbles } from '../../../spec/support/marbles.js';
import { answered, asked, events, frames, user, virtualConnection } from '../../../spec/support/virtualConnection.js';

const CLOSED = errorLike({ type: 'stream', reason: 'closed_by_caller', detail: 'websocket connection is closed' });

describe('cancelling a stream of a WebSocket', () => {
  it(
    'during the handshake cancels it, and the next stream begins with one of its own',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const source = cold('                    -c-x', frames);
      const answer = socket(source);
      const one = cold<UpgradeResponse>('-------', {});
      const two = cold('                     --(s|)', { s: answer });
      const oneSubs = '                  ^---!';
      const twoSubs = '                  ----^-!';
      const frameSubs = '                ------^';
      const unsub = '                    ^---!';
      const first = '                    -----';
      const second = '                   -------c-(x|)';
      const connection = virtualConnection(virtualWebSocket(one, two));
      expectObservable(connection.streamPrompt('m', 'one'), unsub).toBe(first);
      expectObservable(connection.streamPrompt('m', 'two'), '--^').toBe(second, events);
      expectSubscriptions(one.subscriptions).toBe(oneSubs);
      expectSubscriptions(two.subscriptions).toBe(twoSubs);
      expectSubscriptions(source.subscriptions).toBe(frameSubs);
      flush();
      expect(asked(answer)).to.deep.equal(['two']);
    }),
  );

  it(
    'while it waits for the lock leaves the stream before it alone',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const source = cold('-c---t---x---', frames);
      const subs = '       ^';
      const first = '      -c---t---(x|)';
      const unsub = '      --^---!';
      const second = '     -------';
      const answer = socket(source);
      const connection = virtualConnection(virtualWebSocket(of(answer)));
      expectObservable(connection.streamPrompt('m', 'one')).toBe(first, events);
      expectObservable(connection.streamPrompt('m', 'two'), unsub).toBe(second);
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      expect(asked(answer)).to.deep.equal(['one']);
    }),
  );

  it(
    'while the request is sent closes the socket',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('        ------', frames);
      const sending = cold<never>('------');
      const subs = '               ^--!';
      const unsub = '              ^--!';
      const expected = '           ----';
      const transport = virtualWebSocket(of(socket(source, { send: sending })));
      expectObservable(virtualConnection(transport).streamPrompt('m', 'hi'), unsub).toBe(expected);
      expectSubscriptions(sending.subscriptions).toBe(subs);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'after it was sent, before the first event, closes the socket',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-----c-x', frames);
      const subs = '       ^--!';
      const unsub = '      ^--!';
      const expected = '   ----';
      expectObservable(virtualConnection(virtualWebSocket(of(socket(source)))).streamPrompt('m', 'hi'), unsub).toBe(
        expected,
      );
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'at the last event keeps the socket, and the next request sends only its new items',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const source = cold('-c-i-x---c-y', frames);
      const subs = '       ^';
      const first = '      -c-i-(x|)';
      const second = '     ---------c-(y|)';
      const answer = socket(source);
      const connection = virtualConnection(virtualWebSocket(of(answer)));
      const input = [user('one'), answered.i, user('two')];
      expectObservable(connection.streamPrompt('m', { input: [user('one')] }).pipe(take(3))).toBe(first, events);
      expectObservable(connection.streamPrompt('m', { input }), '-------^').toBe(second, events);
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      expect(asked(answer)).to.deep.equal(['one', 'resp_1 + two']);
    }),
  );

  it(
    'by switchMap closes the socket, and the next request opens another',
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const former = cold(' -c-t-t-t-', frames);
      const latter = cold('     -c-t-x-', frames);
      const keys = hot('   -a---b|');
      const formerSubs = ' -^---!';
      const latterSubs = ' -----^------';
      const expected = '   --c-t-c-t-(x|)';
      const connection = virtualConnection(virtualWebSocket(of(socket(former)), of(socket(latter))));
      expectObservable(keys.pipe(switchMap((key) => connection.streamPrompt('m', key)))).toBe(expected, events);
      expectSubscriptions(former.subscriptions).toBe(formerSubs);
      expectSubscriptions(latter.subscriptions).toBe(latterSubs);
    }),
  );

  it(
    'by an AbortSignal is an error, closes the socket, and releases the lock',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }, scheduler) => {
      const abort = new AbortController();
      const one = cold('-c-t-----', frames);
      const two = cold('    -c-x', frames);
      const oneSubs = ' ^---!';
      const twoSubs = ' ----^----';
      const first = '   -c-t#';
      const second = '  -----c-(x|)';
      const answers = [socket(one), socket(two)] as const;
      const connection = virtualConnection(virtualWebSocket(of(answers[0]), of(answers[1])));
      scheduler.schedule(() => abort.abort(), 4);
      expectObservable(connection.streamPrompt('m', 'one', { signal: abort.signal })).toBe(
        first,
        events,
        errorLike({ type: 'transport', message: 'network error: aborted by the signal' }),
      );
      expectObservable(connection.streamPrompt('m', 'two'), '-^').toBe(second, events);
      expectSubscriptions(one.subscriptions).toBe(oneSubs);
      expectSubscriptions(two.subscriptions).toBe(twoSubs);
      flush();
      expect(answers.map(asked)).to.deep.equal([['one'], ['two']]);
    }),
  );
});

describe('closing a connection', () => {
  it(
    'in the middle of an answer closes the socket, and the answer fails',
    marbles(({ cold, expectObservable, expectSubscriptions }, scheduler) => {
      const source = cold('-c-t-----', frames);
      const subs = '       ^---!';
      const expected = '   -c-t#';
      const connection = virtualConnection(virtualWebSocket(of(socket(source))));
      scheduler.schedule(() => connection.close(), 4);
      expectObservable(connection.streamPrompt('m', 'hi')).toBe(expected, events, CLOSED);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'before the first event closes the socket, and nothing is sent again',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }, scheduler) => {
      const source = cold('-----c---', frames);
      const subs = '       ^--!';
      const expected = '   ---#';
      const transport = virtualWebSocket(of(socket(source)), of(socket(source)));
      const connection = virtualConnection(transport);
      scheduler.schedule(() => connection.close(), 3);
      expectObservable(connection.streamPrompt('m', 'hi')).toBe(expected, undefined, CLOSED);
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      expect(transport.requests).to.have.length(1);
    }),
  );

  it(
    'fails the streams that wait for the lock as well',
    marbles(({ cold, expectObservable, flush }, scheduler) => {
      const source = cold('-c-t-----', frames);
      const first = '      -c-t#';
      const second = '     ----#';
      const transport = virtualWebSocket(of(socket(source)), of(socket(source)));
      const connection = virtualConnection(transport);
      scheduler.schedule(() => connection.close(), 4);
      expectObservable(connection.streamPrompt('m', 'one')).toBe(first, events, CLOSED);
      expectObservable(connection.streamPrompt('m', 'two'), '-^').toBe(second, undefined, CLOSED);
      flush();
      expect(transport.requests).to.have.length(1);
    }),
  );

  it(
    'while it is idle closes the socket, and a stream after it fails at once',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }, scheduler) => {
      const source = cold('-c-x-----', frames);
      const subs = '       ^-----!';
      const first = '      -c-(x|)';
      const second = '     --------#';
      const transport = virtualWebSocket(of(socket(source)), of(socket(source)));
      const connection = virtualConnection(transport);
      scheduler.schedule(() => connection.close(), 6);
      expectObservable(connection.streamPrompt('m', 'one')).toBe(first, events);
      expectObservable(connection.streamPrompt('m', 'two'), '--------^').toBe(second, undefined, CLOSED);
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      expect(transport.requests).to.have.length(1);
    }),
  );

  it(
    'before the first request sends no handshake, neither for a stream nor for prewarm',
    marbles(({ expectObservable, flush }) => {
      const expected = '#';
      const transport = virtualWebSocket(of(socket(EMPTY)));
      const connection = virtualConnection(transport);
      connection.close();
      expectObservable(connection.streamPrompt('m', 'hi')).toBe(expected, undefined, CLOSED);
      expectObservable(connection.prewarm()).toBe(expected, undefined, CLOSED);
      flush();
      expect(transport.requests).to.be.empty;
    }),
  );

  it(
    'twice is the same as once',
    marbles(({ cold, expectObservable, expectSubscriptions }, scheduler) => {
      const source = cold('-c-t-----', frames);
      const subs = '       ^---!';
      const expected = '   -c-t#';
      const connection = virtualConnection(virtualWebSocket(of(socket(source))));
      scheduler.schedule(() => connection.close(), 4);
      scheduler.schedule(() => connection.close(), 6);
      expectObservable(connection.streamPrompt('m', 'hi')).toBe(expected, events, CLOSED);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );
});

describe('prewarming a connection', () => {
  it(
    'completes when the socket is open, and the next stream uses it',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const source = cold('     -----c-x', frames);
      const answer = socket(source);
      const handshake = cold('--(s|)', { s: answer });
      const subs = '          ^-!';
      const frameSubs = '     --^';
      const prewarmed = '     --|';
      const expected = '      -------c-(x|)';
      const transport = virtualWebSocket(handshake);
      const connection = virtualConnection(transport);
      expectObservable(connection.prewarm()).toBe(prewarmed);
      expectObservable(connection.streamPrompt('m', 'hi'), '-----^').toBe(expected, events);
      expectSubscriptions(handshake.subscriptions).toBe(subs);
      expectSubscriptions(source.subscriptions).toBe(frameSubs);
      flush();
      expect(asked(answer)).to.deep.equal(['hi']);
    }),
  );

  it(
    'a stream that comes meanwhile waits for it, and uses its socket',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const source = cold('      -c-x', frames);
      const answer = socket(source);
      const handshake = cold('---(s|)', { s: answer });
      const subs = '          ^--!';
      const frameSubs = '     ---^';
      const prewarmed = '     ---|';
      const expected = '      ----c-(x|)';
      const connection = virtualConnection(virtualWebSocket(handshake));
      expectObservable(connection.prewarm()).toBe(prewarmed);
      expectObservable(connection.streamPrompt('m', 'hi'), '-^').toBe(expected, events);
      expectSubscriptions(handshake.subscriptions).toBe(subs);
      expectSubscriptions(source.subscriptions).toBe(frameSubs);
      flush();
      expect(asked(answer)).to.deep.equal(['hi']);
    }),
  );

  it(
    'is retried as any handshake, and fails when retries are used up; the next stream tries anew',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const source = cold('                   -c-x', frames);
      const one = cold<UpgradeResponse>('-#', {}, reset());
      const two = cold('                      --(h|)', { h: response(EMPTY, { status: 503 }) });
      const oneSubs = '                  ^!';
      const twoSubs = '                  11ms ^-!';
      const frameSubs = '                20ms ^';
      const prewarmed = '                13ms #';
      const expected = '                 20ms -c-(x|)';
      const transport = virtualWebSocket(one, two, of(socket(source)));
      const connection = virtualConnection(transport, { retry: { maxAttempts: 1 } });
      expectObservable(connection.prewarm()).toBe(
        prewarmed,
        undefined,
        errorLike({ type: 'transport', message: 'http 503' }),
      );
      expectObservable(connection.streamPrompt('m', 'hi'), '20ms ^').toBe(expected, events);
      expectSubscriptions(one.subscriptions).toBe(oneSubs);
      expectSubscriptions(two.subscriptions).toBe(twoSubs);
      expectSubscriptions(source.subscriptions).toBe(frameSubs);
      flush();
      expect(transport.requests).to.have.length(3);
    }),
  );

  it(
    'that is unsubscribed before the socket is open cancels the handshake',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const handshake = cold<UpgradeResponse>('-----', {});
      const subs = '                           ^--!';
      const unsub = '                          ^--!';
      const prewarmed = '                      ----';
      expectObservable(virtualConnection(virtualWebSocket(handshake)).prewarm(), unsub).toBe(prewarmed);
      expectSubscriptions(handshake.subscriptions).toBe(subs);
    }),
  );

  it(
    'that is unsubscribed when the socket is open keeps it',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-----', frames);
      const subs = '       ^';
      const unsub = '      ^--!';
      const prewarmed = '  |';
      expectObservable(virtualConnection(virtualWebSocket(of(socket(source)))).prewarm(), unsub).toBe(prewarmed);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'twice opens one socket, be it after or during the first time',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const source = cold('      -------', frames);
      const handshake = cold('---(s|)', { s: socket(source) });
      const subs = '          ^--!';
      const frameSubs = '     ---^';
      const first = '         ---|';
      const during = '        ---|';
      const after = '         -------|';
      const transport = virtualWebSocket(handshake);
      const connection = virtualConnection(transport);
      expectObservable(connection.prewarm()).toBe(first);
      expectObservable(connection.prewarm(), '-^').toBe(during);
      expectObservable(connection.prewarm(), '-------^').toBe(after);
      expectSubscriptions(handshake.subscriptions).toBe(subs);
      expectSubscriptions(source.subscriptions).toBe(frameSubs);
      flush();
      expect(transport.requests).to.have.length(1);
    }),
  );

  it(
    'opens another socket where the server has closed the first one',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const one = cold('---|', frames);
      const two = cold('     --', frames);
      const oneSubs = ' ^--!';
      const twoSubs = ' -----^-';
      const first = '   |';
      const second = '  -----|';
      const connection = virtualConnection(virtualWebSocket(of(socket(one)), of(socket(two))));
      expectObservable(connection.prewarm()).toBe(first);
      expectObservable(connection.prewarm(), '-----^').toBe(second);
      expectSubscriptions(one.subscriptions).toBe(oneSubs);
      expectSubscriptions(two.subscriptions).toBe(twoSubs);
    }),
  );

  it(
    'waits for the answer that is being read',
    marbles(({ cold, expectObservable }) => {
      const source = cold('-c-t-x---', frames);
      const answer = '     -c-t-(x|)';
      const prewarmed = '  -----|';
      const connection = virtualConnection(virtualWebSocket(of(socket(source))));
      expectObservable(connection.streamPrompt('m', 'hi')).toBe(answer, events);
      expectObservable(connection.prewarm(), '--^').toBe(prewarmed);
    }),
  );
});
