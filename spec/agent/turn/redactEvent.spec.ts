import { expect } from 'chai';
import { redactEvent } from '../../../lib/agent/turn/redactEvent.js';
import type { ThreadEvent } from '../../../lib/agent/protocol/ThreadEvent.js';

const redact = (text: string) => text.replaceAll('sk-1', '[redacted]');

describe('redactEvent', () => {
  const failures: readonly ThreadEvent[] = [
    { type: 'error', message: 'wrong key: sk-1' },
    { type: 'turn.failed', error: { message: 'wrong key: sk-1' } },
    { type: 'item.completed', item: { id: 'item_0', type: 'error', message: 'wrong key: sk-1' } },
  ];
  for (const event of failures)
    it(`masks a key in ${event.type}`, () => {
      expect(redactEvent(event, redact)).to.deep.equal(JSON.parse(JSON.stringify(event).replace('sk-1', '[redacted]')));
    });

  it('leaves what the agent says as it is', () => {
    const said: ThreadEvent = { type: 'item.completed', item: { id: 'i', type: 'agent_message', text: 'sk-1' } };
    expect(redactEvent(said, redact)).to.equal(said);
  });
});
