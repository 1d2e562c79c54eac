import { expect } from 'chai';
import { isRight } from '#either';
import { endsTurn, ThreadEvent } from '../../../lib/agent/protocol/ThreadEvent.js';

const decode = (value: unknown): ThreadEvent => {
  const decoded = ThreadEvent.decode(value);
  if (isRight(decoded)) return decoded.right;
  throw new Error('a thread event refuses no value');
};
const item = { id: 'item_0', type: 'agent_message', text: 'Hi' };
const usage = {
  input_tokens: 3,
  cached_input_tokens: 1,
  cache_write_input_tokens: 2,
  output_tokens: 5,
  reasoning_output_tokens: 4,
};

describe('ThreadEvent', () => {
  const known: readonly Readonly<Record<string, unknown>>[] = [
    { type: 'thread.started', thread_id: '01a1' },
    { type: 'turn.started' },
    { type: 'item.started', item },
    { type: 'item.updated', item },
    { type: 'item.completed', item },
    { type: 'turn.completed', usage },
    { type: 'turn.failed', error: { message: 'no' } },
    { type: 'error', message: 'Reconnecting... 1/5' },
  ];
  for (const event of known)
    it(`reads ${String(event['type'])}, and writes it back as it came`, () => {
      expect(decode(event)).to.deep.equal(event);
      expect(ThreadEvent.encode(decode(event))).to.deep.equal(event);
    });

  it('keeps an event of another kind, and one with an item of another kind', () => {
    const raw = { type: 'thread.compacted', by: 10 };
    expect(decode(raw)).to.deep.equal({ type: 'other', raw });
    const strange = { type: 'item.completed', item: { id: 'item_1', type: 'collab_tool_call' } };
    expect(decode(strange)).to.deep.equal({ ...strange, item: { type: 'other', raw: strange.item } });
  });

  it('counts as 0 what the usage of a turn does not say, as older programs do', () => {
    const older = { type: 'turn.completed', usage: { input_tokens: 3, cached_input_tokens: 1, output_tokens: 5 } };
    const read = { ...usage, cache_write_input_tokens: 0, reasoning_output_tokens: 0 };
    expect(decode(older)).to.deep.equal({ type: 'turn.completed', usage: read });
  });

  // Each of these as `other` would leave a turn that is over without an end.
  for (const bill of [undefined, null, 'free', { input_tokens: 1.5, output_tokens: '5' }])
    it(`takes a turn as completed whose usage is ${JSON.stringify(bill)}`, () => {
      const event = decode({ type: 'turn.completed', usage: bill });
      expect(event.type === 'turn.completed' && event.usage.output_tokens).to.equal(0);
    });
  for (const error of [undefined, 'no', { reason: 'no' }])
    it(`takes a turn as failed whose error is ${JSON.stringify(error)}`, () => {
      const event = decode({ type: 'turn.failed', error });
      expect(event.type === 'turn.failed' && event.error.message).to.match(/no/);
    });
});

describe('endsTurn', () => {
  it('is true for the end of a turn and nothing else', () => {
    const types = ['thread.started', 'turn.started', 'turn.completed', 'turn.failed', 'error', 'turn.paused'];
    const ends = types.filter((type) => endsTurn(decode({ type, thread_id: '1', message: '' })));
    expect(ends).to.deep.equal(['turn.completed', 'turn.failed']);
  });
});
