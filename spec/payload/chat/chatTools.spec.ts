import { expect } from 'chai';
import { profiles } from '../../../lib/provider/profiles.js';
import { chatTools as toolsFor } from '../../../lib/payload/chat/chatTools.js';

const parameters = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };

const chatTools = (tools: readonly unknown[]) => toolsFor(tools, profiles.standard);

describe('chatTools', () => {
  it('R14 wraps a function, with its type outside and its name inside alone', () => {
    const tool = { type: 'function', name: 'weather', description: 'Tells it.', strict: true, parameters };
    expect(chatTools([tool])).to.deep.equal([
      {
        type: 'function',
        function: { name: 'weather', description: 'Tells it.', strict: true, parameters },
      },
    ]);
  });

  it('leaves a function that has the Chat form as it is', () => {
    const tool = { type: 'function', function: { name: 'weather', parameters }, extra: 1 };
    expect(chatTools([tool])).to.deep.equal([tool]);
  });

  it('R13 sends tools of any type, in their order: only the server knows them', () => {
    const others = [
      { type: 'web_search_preview' },
      { type: 'builtin_function', function: { name: '$web_search' } },
      { type: 'browser_search' },
      { type: 'custom', custom: { name: 'patch' } },
      { type: 'mcp', server_label: 's' },
    ];
    expect(chatTools([{ type: 'function', name: 'a' }, ...others, { type: 'function', name: 'b' }])).to.deep.equal([
      { type: 'function', function: { name: 'a' } },
      ...others,
      { type: 'function', function: { name: 'b' } },
    ]);
  });

  it('R13 converts a custom tool to the form of the Chat API', () => {
    expect(chatTools([{ type: 'custom', name: 'patch', format: { type: 'grammar' } }])).to.deep.equal([
      { type: 'custom', custom: { name: 'patch', format: { type: 'grammar' } } },
    ]);
  });

  it('drops what is no tool at all', () => {
    expect(chatTools([null, undefined, 7, 'function', ['function']])).to.deep.equal([]);
  });

  it('gives a function without parameters empty ones where the server requires them', () => {
    const none = { type: 'object', properties: {} };
    expect(toolsFor([{ type: 'function', name: 'a' }], profiles.miniMax)).to.deep.equal([
      { type: 'function', function: { name: 'a', parameters: none } },
    ]);
    expect(toolsFor([{ type: 'function', name: 'a', parameters }], profiles.miniMax)).to.deep.equal([
      { type: 'function', function: { name: 'a', parameters } },
    ]);
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
