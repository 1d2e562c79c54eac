import { collectTurn } from '../../../lib/agent/turn/collectTurn.js';
import type { ThreadEvent } from '../../../lib/agent/protocol/ThreadEvent.js';
import { errorLike } from '../../../lib/testing/marbles.js';
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
  c: { type: 'turn.completed', usage },
  f: { type: 'turn.failed', error: { message: '{"error":{"message":"no such model"}}' } },
};

describe('collectTurn', () => {
  it(
    'gives the result when the turn is over',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -s-i--c--|', events);
      const subs = '         ^--------!';
      const expected = '     ---------(r|)';
      const items = [{ id: 'i1', type: 'agent_message', text: 'Hi' }];
      expectObservable(source.pipe(collectTurn())).toBe(expected, { r: { items, finalResponse: 'Hi', usage } });
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'fails with what a failed turn says, when its program has gone',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -i--f---|', events);
      const subs = '         ^-------!';
      const expected = '     --------#';
      const failed = errorLike({ type: 'not_found', detail: 'no such model' });
      expectObservable(source.pipe(collectTurn())).toBe(expected, undefined, failed);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'leaves the source with its consumer',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -i------', events);
      const subs = '         ^---!';
      expectObservable(source.pipe(collectTurn()), subs).toBe('-----');
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );
});
