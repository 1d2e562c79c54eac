import { expect } from 'chai';
import { take, tap } from 'rxjs';
import { chatDecoder } from '../../../lib/decode/chat/chatDecoder.js';
import { responsesDecoder } from '../../../lib/decode/responses/responsesDecoder.js';
import type { DecoderFactory } from '../../../lib/decode/ResponseDecoder.js';
import { decodeEvents } from '../../../lib/operators/decode/decodeEvents.js';
import { apiError } from '../../../lib/protocol/errors/ApiError.js';
import { chatDelta, chatFinish } from '../../../lib/testing/chatWire.js';
import { recordTelemetry } from '../../../lib/testing/recordTelemetry.js';
import { errorLike } from '../../../lib/testing/marbles.js';
import { completed, created, failed, textDelta } from '../../../lib/testing/wire.js';
import { marbles } from '../../../spec/support/marbles.js';

const frames = {
  a: created(),
  b: textDelta('Hi'),
  c: completed('resp_1'),
  f: failed('insufficient_quota', 'The purse is empty.'),
  x: { type: 'response.output_text.delta', delta: 5 },
};
const events = {
  A: { type: 'created' },
  B: { type: 'output_text_delta', delta: 'Hi' },
  C: { type: 'completed', response_id: 'resp_1', token_usage: null, status: 'completed' },
};

describe('decodeEvents', () => {
  it(
    'hangs up at the terminal frame, whatever the server still sends',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --a--b--c--b--', frames);
      const subs = '         ^-------!';
      const expected = '     --A--B--(C|)';
      expectObservable(source.pipe(decodeEvents(responsesDecoder))).toBe(expected, events);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'calls an end without a terminal frame a truncation',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --a--b--|', frames);
      const subs = '         ^-------!';
      const expected = '     --A--B--#';
      const truncated = errorLike({
        type: 'stream',
        reason: 'truncated',
        detail: 'stream closed before response.completed',
      });
      expectObservable(source.pipe(decodeEvents(responsesDecoder))).toBe(expected, events, truncated);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'fails at once at a reported failure, without waiting for the end',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --a--f------c|', frames);
      const subs = '         ^----!';
      const expected = '     --A--#';
      const quota = errorLike({ type: 'quota_exceeded', detail: 'The purse is empty.' });
      expectObservable(source.pipe(decodeEvents(responsesDecoder))).toBe(expected, events, quota);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  for (const [what, given, expected, order] of [
    ['before the terminal event', '  --a--c', '--A--(C|)', ['created', 'over', 'completed', 'over']],
    ['before a reported failure', '  --a--f', '--A--#', ['created', 'over']],
  ] as const)
    it(
      `calls onOver ${what}, when the consumer may unsubscribe`,
      marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
        const calls: string[] = [];
        const source = cold(given, frames);
        const subs = '       ^----!';
        const decoded = source.pipe(
          decodeEvents(responsesDecoder, { onOver: () => calls.push('over') }),
          tap(({ type }) => calls.push(type)),
        );
        const quota = errorLike({ type: 'quota_exceeded', detail: 'The purse is empty.' });
        expectObservable(decoded).toBe(expected, events, quota);
        expectSubscriptions(source.subscriptions).toBe(subs);
        flush();
        expect(calls).to.deep.equal(order);
      }),
    );

  it(
    'does not call onOver where the connection is lost, or the consumer leaves before the end',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const calls: string[] = [];
      const options = { onOver: () => calls.push('over') };
      const lost = cold('    --a--#', frames);
      const left = cold('    --a---b', frames);
      const unsub = '        ----!';
      expectObservable(lost.pipe(decodeEvents(responsesDecoder, options))).toBe('--A--#', events);
      expectObservable(left.pipe(decodeEvents(responsesDecoder, options)), unsub).toBe('--A', events);
      expectSubscriptions(left.subscriptions).toBe('^---!');
      flush();
      expect(calls).to.deep.equal([]);
    }),
  );

  it(
    'emits a frame that gives no event with frames: all, and reports it without',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const raw = { type: 'response.of_tomorrow', a: 1 };
      const telemetry = recordTelemetry();
      const source = cold('  --a--r--c', { ...frames, r: raw });
      const subs = '         ^-------!';
      const all = '          --A--R--(C|)';
      const known = '        --A-----(C|)';
      const emitted = { ...events, R: { type: 'other', raw } };
      expectObservable(source.pipe(decodeEvents(responsesDecoder, { frames: 'all' }))).toBe(all, emitted);
      expectObservable(source.pipe(decodeEvents(responsesDecoder, telemetry))).toBe(known, emitted);
      expectSubscriptions(source.subscriptions).toBe([subs, subs]);
      flush();
      expect(telemetry.skipped.map(({ excerpt }) => excerpt)).to.deep.equal([JSON.stringify(raw)]);
    }),
  );

  it(
    'skips a frame that is not what its type promises, and reports it',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const telemetry = recordTelemetry();
      const source = cold('  --a--x--c', frames);
      const subs = '         ^-------!';
      const expected = '     --A-----(C|)';
      expectObservable(source.pipe(decodeEvents(responsesDecoder, telemetry))).toBe(expected, events);
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      expect(telemetry.skipped).to.deep.equal([
        { reason: 'delta: expected string, got 5', excerpt: '{"type":"response.output_text.delta","delta":5}' },
      ]);
    }),
  );

  it(
    'emits what comes with the end before it ends',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const decoder: DecoderFactory = (observer) => ({
        onFrame: () => undefined,
        onEnd: () => observer.next({ type: 'created' }),
      });
      const source = cold('  --a--|', frames);
      const subs = '         ^----!';
      const expected = '     -----(A|)';
      expectObservable(source.pipe(decodeEvents(decoder))).toBe(expected, events);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'keeps no frame after it was read: a report at the end quotes none',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const telemetry = recordTelemetry();
      const decoder: DecoderFactory = (observer) => ({
        onFrame: () => observer.skip('in a frame'),
        onEnd: () => observer.skip('at the end'),
      });
      const source = cold('  --b--|', { b: { a: 1 } });
      const subs = '         ^----!';
      const expected = '     -----|';
      expectObservable(source.pipe(decodeEvents(decoder, telemetry))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      expect(telemetry.skipped).to.deep.equal([
        { reason: 'in a frame', excerpt: '{"a":1}' },
        { reason: 'at the end', excerpt: 'nothing' },
      ]);
    }),
  );

  it(
    'makes a decoder for every subscription',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      let made = 0;
      const counting: DecoderFactory = (observer) => {
        made += 1;
        return responsesDecoder(observer);
      };
      const source = cold('  --a--c', frames);
      const subs = '         ^----!';
      const expected = '     --A--(C|)';
      const events$ = source.pipe(decodeEvents(counting));
      expect(made).to.equal(0);
      expectObservable(events$).toBe(expected, events);
      expectObservable(events$).toBe(expected, events);
      expectSubscriptions(source.subscriptions).toBe([subs, subs]);
      flush();
      expect(made).to.equal(2);
    }),
  );

  it(
    'unsubscribes from the source when the consumer unsubscribes',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --a--b--c', frames);
      const subs = '         ^-----!';
      const unsub = '        ^-----!';
      const expected = '     --A--B-';
      expectObservable(source.pipe(decodeEvents(responsesDecoder)), unsub).toBe(expected, events);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    "passes the source's error, not a truncation",
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --a--#', frames);
      const subs = '         ^----!';
      const expected = '     --A--#';
      expectObservable(source.pipe(decodeEvents(responsesDecoder))).toBe(expected, events);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  describe('with a decoder that has onLost', () => {
    const idle = apiError({ type: 'stream', reason: 'idle', detail: 'idle timeout waiting for SSE' });
    const chat = {
      a: chatDelta({ content: 'Hi' }),
      f: chatFinish(),
      A: { type: 'output_item_added', item: { type: 'message', role: 'assistant', content: [] } },
      T: { type: 'output_text_delta', delta: 'Hi' },
      D: {
        type: 'output_item_done',
        item: { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Hi' }] },
      },
      C: {
        type: 'completed',
        response_id: 'chatcmpl-1',
        token_usage: null,
        status: 'completed',
        finish_reason: 'stop',
      },
    };

    it(
      'completes where the source breaks off after a whole answer',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('  --a---f----#', chat, idle);
        const subs = '         ^----------!';
        const expected = '     --(AT)-----(DC|)';
        expectObservable(source.pipe(decodeEvents(chatDecoder))).toBe(expected, chat);
        expectSubscriptions(source.subscriptions).toBe(subs);
      }),
    );

    it(
      'emits the text received so far as items where the answer is not whole, and then the error',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('  --a--------#', chat, idle);
        const subs = '         ^----------!';
        const expected = '     --(AT)-----(D#)';
        expectObservable(source.pipe(decodeEvents(chatDecoder))).toBe(expected, chat, idle);
        expectSubscriptions(source.subscriptions).toBe(subs);
      }),
    );

    it(
      'emits only the error where no text was received',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('  -----#', chat, idle);
        const subs = '         ^----!';
        const expected = '     -----#';
        expectObservable(source.pipe(decodeEvents(chatDecoder))).toBe(expected, chat, idle);
        expectSubscriptions(source.subscriptions).toBe(subs);
      }),
    );

    it(
      "lets the decoder's own error take the place of the source's",
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const overloaded = apiError({ type: 'server_overloaded' });
        const decoder: DecoderFactory = (observer) => ({
          onFrame: () => undefined,
          onEnd: () => undefined,
          onLost: () => {
            observer.next({ type: 'created' });
            observer.error(overloaded);
          },
        });
        const source = cold('  --a--#', frames, idle);
        const subs = '         ^----!';
        const expected = '     -----(A#)';
        expectObservable(source.pipe(decodeEvents(decoder))).toBe(expected, events, overloaded);
        expectSubscriptions(source.subscriptions).toBe(subs);
      }),
    );

    it(
      'does not take an end for a loss',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const truncated = errorLike({ type: 'stream', reason: 'truncated', detail: 'stream closed before completion' });
        const source = cold('  --a-----|', chat);
        const subs = '         ^-------!';
        const expected = '     --(AT)--(D#)';
        expectObservable(source.pipe(decodeEvents(chatDecoder))).toBe(expected, chat, truncated);
        expectSubscriptions(source.subscriptions).toBe(subs);
      }),
    );

    it(
      'emits nothing to a consumer that unsubscribed in the middle of the items',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('  --f--#', chat, idle);
        const subs = '         ^----!';
        const expected = '     -----(C|)';
        expectObservable(source.pipe(decodeEvents(chatDecoder), take(1))).toBe(expected, chat);
        expectSubscriptions(source.subscriptions).toBe(subs);
      }),
    );

    it(
      'hangs up at the sentinel, with the answer whole',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('  --f--d--a', { ...chat, d: '[DONE]' });
        const subs = '         ^----!';
        const expected = '     -----(C|)';
        expectObservable(source.pipe(decodeEvents(chatDecoder))).toBe(expected, chat);
        expectSubscriptions(source.subscriptions).toBe(subs);
      }),
    );
  });
});
