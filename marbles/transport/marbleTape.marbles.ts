import { EMPTY, mergeMap, Observable, of, type MonoTypeOperatorFunction } from 'rxjs';
import { recordStream } from '../../lib/operators/http/recordStream.js';
import { response } from '../../lib/testing/virtualTransport.js';
import { message, socket } from '../../lib/testing/virtualWebSocket.js';
import { bytes, textDelta } from '../../lib/testing/wire.js';
import type { UpgradeResponse } from '../../lib/transport/WebSocketTransport.js';
import { marbles } from '../../spec/support/marbles.js';

/** Emits for each time at which the file is written, while the recorded stream is read. */
const writes = (
  record: (write: () => void) => MonoTypeOperatorFunction<UpgradeResponse>,
  head: UpgradeResponse,
): Observable<string> =>
  new Observable((subscriber) =>
    of(head)
      .pipe(
        record(() => subscriber.next('w')),
        mergeMap(({ bytes: body, socket: opened }): Observable<unknown> => opened?.frames ?? body),
      )
      .subscribe({ error: (cause: unknown) => subscriber.error(cause) }),
  );

const record = (write: () => void) => recordStream<UpgradeResponse>(write, { format: 'marble' });
const chunks = { a: bytes('a'), b: bytes('b') };

describe('a .marble file that is recorded', () => {
  it(
    'is written at the head, 250 ms after the first chunk that is not in it, and at the end',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const body = cold(' 10ms a 99ms b 399ms a 9ms  |', chunks);
      const subs = '      ^ 519ms                    !';
      const expected = '  w 259ms         w 259ms    w';
      expectObservable(writes(record, response(body))).toBe(expected);
      expectSubscriptions(body.subscriptions).toBe(subs);
    }),
  );

  it(
    'is written as often while a WebSocket stays open, and not while nothing happens',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const frames = cold(' 10ms m 9999ms m 9999ms     -', { m: message(textDelta('a')) });
      const subs = '        ^                           ';
      const expected = '    w 259ms w 9999ms w          ';
      expectObservable(writes(record, socket(frames))).toBe(expected);
      expectSubscriptions(frames.subscriptions).toBe(subs);
    }),
  );

  it(
    'is written less often the longer it is: 250 ms more for each MiB',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const body = cold(' 10ms a 999ms b', { a: new Uint8Array(1024 * 1024), b: bytes('b') });
      const subs = '      ^              ';
      const expected = '  w 509ms w 999ms w';
      expectObservable(writes(record, response(body))).toBe(expected);
      expectSubscriptions(body.subscriptions).toBe(subs);
    }),
  );

  it(
    'is written once for a body that is empty, with the head and the end',
    marbles(({ expectObservable }) => {
      expectObservable(writes(record, response(EMPTY))).toBe('(ww)');
    }),
  );
});
