import { expect } from 'chai';
import { isJsonObject, parseJsonText } from '../../../lib/protocol/codec/json.js';
import { compactEndpoint } from '../../../lib/server/endpoints/compactEndpoint.js';
import { recordedRequest } from '../recordedRequest.js';

const outputOf = (body: unknown, index = 0): readonly unknown[] => {
  const { pieces } = compactEndpoint.reply(recordedRequest(body, { index }), {}, undefined);
  const reply = parseJsonText(pieces.map(({ text }) => text).join(''));
  return isJsonObject(reply) && Array.isArray(reply['output']) ? reply['output'] : [];
};
const user = (text: string) => ({
  type: 'message',
  role: 'user',
  content: [{ type: 'input_text', text }],
  extra: { kept: null },
});

describe('server/compactEndpoint', () => {
  it('keeps the last message of the user as it came, and seals a text', () => {
    const input = [user('One'), user('Two'), { type: 'message', role: 'assistant', content: [] }, 7];
    const [kept, sealed, ...more] = outputOf({ input });
    expect(kept).to.deep.equal(user('Two'));
    expect(sealed).to.have.all.keys('type', 'encrypted_content').and.to.include({ type: 'compaction' });
    expect(more).to.deep.equal([]);
  });

  it('seals base64, another one per request', () => {
    const sealed = [0, 1].map((index) => outputOf({ input: [] }, index)[0]);
    const texts = sealed.map((item) =>
      Buffer.from(String(isJsonObject(item) && item['encrypted_content']), 'base64').toString(),
    );
    expect(texts).to.deep.equal(['What was said before request 1.', 'What was said before request 2.']);
  });

  for (const body of [{}, { input: 'text' }, { input: [] }, { input: [{ role: 'assistant' }] }]) {
    it(`keeps no message of ${JSON.stringify(body)}`, () => {
      expect(outputOf(body)).to.have.length(1).and.to.have.nested.property('[0].type', 'compaction');
    });
  }
});
