import { expect } from 'chai';
import { right } from '#either';
import { itemsFor, withOrigin } from '../../lib/protocol/opaqueState.js';
import { ResponseItem } from '../../lib/protocol/ResponseItem.js';

const items: readonly ResponseItem[] = [
  { type: 'agent_message', author: 'a', recipient: 'b', content: [{ type: 'input_text', text: 'Hi' }] },
  { type: 'additional_tools', tools: [{ type: 'function', name: 'f' }] },
  { type: 'configuration_update', reasoning: { effort: 'high' } },
  { type: 'compaction_trigger' },
  { type: 'context_compaction', encrypted_content: 'x' },
];

describe('the items of a session of codex', () => {
  for (const item of items) {
    it(`reads ${item.type} and sends it back as it came, with its id and its nulls`, () => {
      const received = { id: 'i', extra: null, internal_chat_message_metadata_passthrough: { a: 1 }, ...item };
      expect(ResponseItem.decode(received)).to.deep.equal(right(received));
      const given = ResponseItem.decode(received);
      expect(given._tag === 'Right' && ResponseItem.encode({ ...given.right, origin: 'codex' })).to.deep.equal(
        received,
      );
    });
  }

  it('sends no other provider what only one can read', () => {
    const marked = items.map((item) => withOrigin(item, 'codex'));
    const readable = items.filter(({ type }) => type !== 'context_compaction');
    expect(itemsFor('other', marked)).to.deep.equal(readable);
    expect(itemsFor('codex', marked)).to.deep.equal(marked);
  });

  it('leaves encrypted content out for another provider', () => {
    const sealed = { type: 'encrypted_content', encrypted_content: 'x' } as const;
    const message: ResponseItem = {
      type: 'message',
      role: 'assistant',
      content: [{ type: 'output_text', text: 'Hi' }, sealed],
    };
    const [given] = itemsFor('other', [withOrigin(message, 'codex')]);
    expect(given).to.deep.include({ content: [{ type: 'output_text', text: 'Hi' }] });
  });
});
