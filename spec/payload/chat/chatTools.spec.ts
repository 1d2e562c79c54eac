import { expect } from 'chai';
import { chatTools } from '../../../lib/payload/chat/chatTools.js';

const parameters = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };

describe('chatTools', () => {
  it('wraps a function, with its name on both levels and its type outside alone', () => {
    const tool = { type: 'function', name: 'weather', description: 'Tells it.', strict: true, parameters };
    expect(chatTools([tool])).to.deep.equal([
      {
        type: 'function',
        name: 'weather',
        function: { name: 'weather', description: 'Tells it.', strict: true, parameters },
      },
    ]);
  });

  it('leaves a function that has the Chat form as it is', () => {
    const tool = { type: 'function', function: { name: 'weather', parameters }, extra: 1 };
    expect(chatTools([tool])).to.deep.equal([tool]);
  });

  for (const name of [undefined, null, 7])
    it(`gives a function whose name is ${name} an empty name outside`, () => {
      const tool = { type: 'function', parameters: {}, ...(name === undefined ? {} : { name }) };
      const { type: _, ...definition } = tool;
      expect(chatTools([tool])).to.deep.equal([{ type: 'function', name: '', function: definition }]);
    });

  it('keeps the functions in their order, and drops every other kind', () => {
    const tools = [
      { type: 'function', name: 'a' },
      { type: 'web_search_preview' },
      { type: 'local_shell' },
      { type: 'custom', name: 'patch', format: { type: 'grammar' } },
      { type: 'mcp', server_label: 's' },
      { type: 'function', name: 'b' },
    ];
    expect(chatTools(tools).map(({ name }) => name)).to.deep.equal(['a', 'b']);
  });

  it('drops what is no tool at all', () => {
    expect(chatTools([null, undefined, 7, 'function', ['function'], {}, { type: null }])).to.deep.equal([]);
  });

  it('gives no tools for none', () => {
    expect(chatTools([])).to.deep.equal([]);
  });

  it('does not alter what it is given', () => {
    const tools = [{ type: 'function', name: 'a', parameters }];
    const before = structuredClone(tools);
    chatTools(tools);
    expect(tools).to.deep.equal(before);
  });
});
