import { expect } from 'chai';
import { from } from 'rxjs';
import { foldTurn } from '../../../lib/agent/turn/foldTurn.js';
import type { ThreadEvent } from '../../../lib/agent/protocol/ThreadEvent.js';
import type { ThreadItem } from '../../../lib/agent/protocol/ThreadItem.js';
import type { Turn } from '../../../lib/agent/protocol/Turn.js';
import { syncOutcome } from '../../operators/syncOutcome.js';

const command = (status: 'in_progress' | 'completed', output = ''): ThreadItem => ({
  id: 'item_0',
  type: 'command_execution',
  command: 'ls',
  aggregated_output: output,
  status,
});
const message: ThreadItem = { id: 'item_1', type: 'agent_message', text: 'Hi' };
const usage = {
  input_tokens: 1,
  cached_input_tokens: 0,
  cache_write_input_tokens: 0,
  output_tokens: 2,
  reasoning_output_tokens: 0,
};
const turnsOf = (...events: readonly ThreadEvent[]): readonly Turn[] =>
  syncOutcome(from(events).pipe(foldTurn())).values;

describe('foldTurn', () => {
  it('keeps each item once, in its latest state, in the order of appearance', () => {
    const turns = turnsOf(
      { type: 'thread.started', thread_id: 'thread_1' },
      { type: 'item.started', item: command('in_progress') },
      { type: 'item.completed', item: message },
      { type: 'item.updated', item: command('in_progress', 'a\n') },
      { type: 'item.completed', item: command('completed', 'a\nb\n') },
      { type: 'turn.completed', usage },
    );
    expect(turns.map(({ items }) => items.map(({ type }) => type).join())).to.deep.equal([
      '',
      'command_execution',
      'command_execution,agent_message',
      'command_execution,agent_message',
      'command_execution,agent_message',
      'command_execution,agent_message',
    ]);
    expect(turns.at(-1)).to.deep.equal({
      status: 'completed',
      thread_id: 'thread_1',
      items: [command('completed', 'a\nb\n'), message],
      usage,
      error: null,
    });
  });

  it('never changes what it has emitted, and shares what is the same', () => {
    const [before, after] = turnsOf(
      { type: 'item.started', item: command('in_progress') },
      { type: 'item.completed', item: message },
    );
    expect(before?.items).to.deep.equal([command('in_progress')]);
    expect(after?.items[0]).to.equal(before?.items[0]);
    const [, ended] = turnsOf({ type: 'item.completed', item: message }, { type: 'turn.completed', usage });
    expect(ended?.items[0]).to.equal(message);
  });

  it('says why a turn failed, and keeps its items', () => {
    const failed = turnsOf(
      { type: 'item.completed', item: message },
      { type: 'turn.failed', error: { message: 'no' } },
    ).at(-1);
    expect(failed).to.deep.include({ status: 'failed', error: { message: 'no' }, items: [message], usage: null });
  });

  it('follows items of unknown kinds by their id, and keeps apart those that have none', () => {
    const other = (raw: unknown): ThreadEvent => ({ type: 'item.updated', item: { type: 'other', raw } });
    const turns = turnsOf(other({ id: 'x', n: 1 }), other({ id: 'x', n: 2 }), other('odd'), other('odd'));
    expect(turns.map(({ items }) => items.length)).to.deep.equal([1, 1, 2, 3]);
    expect(turns[1]?.items[0]).to.deep.equal({ type: 'other', raw: { id: 'x', n: 2 } });
  });

  it('emits nothing for what changes nothing', () => {
    expect(
      turnsOf(
        { type: 'turn.started' },
        { type: 'error', message: 'Reconnecting... 1/5' },
        { type: 'other', raw: { type: 'new' } },
      ),
    ).to.deep.equal([]);
  });
});
