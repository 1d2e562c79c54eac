import { map } from 'rxjs';
import { foldTurn } from '../../../lib/agent/turn/foldTurn.js';
import type { ThreadEvent } from '../../../lib/agent/protocol/ThreadEvent.js';
import { marbles } from '../../../spec/support/marbles.js';

const usage = {
  input_tokens: 1,
  cached_input_tokens: 0,
  cache_write_input_tokens: 0,
  output_tokens: 2,
  reasoning_output_tokens: 0,
};
const events: Readonly<Record<string, ThreadEvent>> = {
  s: { type: 'item.started', item: { id: 'i1', type: 'agent_message', text: '' } },
  i: { type: 'item.completed', item: { id: 'i1', type: 'agent_message', text: 'Hi' } },
  e: { type: 'error', message: 'Reconnecting... 1/5' },
  c: { type: 'turn.completed', usage },
  f: { type: 'turn.failed', error: { message: 'no such model' } },
};

describe('foldTurn', () => {
  it(
    'emits a snapshot with every event that changes something, and ends as the turn does',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -s-e-i--c--|', events);
      const subs = '         ^----------!';
      const expected = '     -r---r--d--|';
      const status = { r: 'running', d: 'completed' };
      expectObservable(
        source.pipe(
          foldTurn(),
          map((turn) => turn.status),
        ),
      ).toBe(expected, status);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'folds every subscription for itself, and leaves the source with its consumer',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -s-f-|', events);
      const firstSubs = '    ^-!';
      const secondSubs = '   ---^----!';
      const counts = source.pipe(
        foldTurn(),
        map(({ items, status }) => `${items.length} ${status}`),
      );
      expectObservable(counts, '  ^-!').toBe('    -a', { a: '1 running' });
      expectObservable(counts, '  ---^-----').toBe('----a-b-|', { a: '1 running', b: '1 failed' });
      expectSubscriptions(source.subscriptions).toBe([firstSubs, secondSubs]);
    }),
  );
});
