import type { AnswerEvent } from 'codex-rx';
import { marbles } from '../../spec/support/marbles.js';
import { paced } from './page/paced.js';
import { hedged } from './server/hedged.js';

const text = (delta: string): AnswerEvent => ({ type: 'output_text_delta', delta });
const events = {
  A: text('a b c '),
  a: text('a '),
  b: text('b c '),
  H: { type: 'hedged', winner: 1, losers: [0] },
} as const satisfies Readonly<Record<string, AnswerEvent>>;

describe('the pace of the chat example', () => {
  it(
    'sends a second request after a second without text, and closes the socket of the slower one',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const slow = cold<AnswerEvent>('3s A', events);
      const fast = cold<AnswerEvent>('       2ms A----', events);
      const slowSubs = '              ^ 1001ms !';
      const unsub = '                 1004ms !';
      const requests = [slow, fast];
      expectObservable(
        hedged(() => requests.shift() ?? fast, true),
        unsub,
      ).toBe('1002ms (HA)', events);
      expectSubscriptions(slow.subscriptions).toBe(slowSubs);
    }),
  );

  it(
    'draws the text at an even pace only if the switch is on',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold<AnswerEvent>('A-|', events);
      const subs = '                    ^-!';
      expectObservable(source.pipe(paced(true))).toBe('a-(b|)', events);
      expectObservable(source.pipe(paced(false))).toBe('A-|', events);
      expectObservable(hedged(() => source, false)).toBe('A-|', events);
      expectSubscriptions(source.subscriptions).toBe([subs, subs, subs]);
    }),
  );
});
