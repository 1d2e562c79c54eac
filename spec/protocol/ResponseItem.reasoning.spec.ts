import { expect } from 'chai';
import { getOrElseW } from '#either';
import { ResponseItem } from '../../lib/protocol/ResponseItem.js';

const read = (json: unknown): ResponseItem =>
  getOrElseW((): never => expect.fail('an item was refused'))(ResponseItem.decode(json));
const rewritten = (json: unknown): unknown => ResponseItem.encode(read(json));

const bare = { type: 'reasoning', summary: [] };
const summary = [{ type: 'summary_text', text: 's' }];
const thought = { type: 'reasoning_text', text: 't' };
const plain = { type: 'text', text: 'p' };

const contents: readonly (readonly [string, object, object])[] = [
  ['absent content not at all', {}, {}],
  ['null content not at all', { content: null }, {}],
  ['empty content not at all', { content: [] }, {}],
  ['content of text parts alone not at all', { content: [plain, plain] }, {}],
  ['content with one reasoning_text whole', { content: [plain, thought] }, { content: [plain, thought] }],
  ['content with an unknown part whole', { content: [{ type: 'new' }] }, { content: [{ type: 'new' }] }],
];

describe('ResponseItem: reasoning', () => {
  for (const [what, given, content] of contents)
    it(`R11 writes ${what}`, () => {
      expect(rewritten({ ...bare, ...given })).to.deep.equal({ ...bare, ...content });
    });

  it('writes the summary and the encrypted content, and never the id', () => {
    expect(rewritten({ type: 'reasoning', id: 'rs', summary, encrypted_content: 'E' })).to.deep.equal({
      type: 'reasoning',
      summary,
      encrypted_content: 'E',
    });
  });

  it('R11 writes neither nulls that nobody sent nor those that the server sent', () => {
    expect(rewritten(bare)).to.deep.equal(bare);
    expect(rewritten({ ...bare, id: null, content: null, encrypted_content: null, status: null })).to.deep.equal(bare);
  });

  it('writes no status, which the API refuses in reasoning', () => {
    expect(rewritten({ ...bare, status: 'completed' })).to.deep.equal(bare);
  });

  it('reads a missing id, and one that is null, as the empty string', () => {
    expect(read(bare)).to.have.property('id', '');
    expect(read({ ...bare, id: null })).to.have.property('id', '');
  });
});

const bad: readonly (readonly [string, object])[] = [
  ['a message without content', { type: 'message', role: 'assistant' }],
  ['a message whose content is text', { type: 'message', role: 'assistant', content: 'hi' }],
  ['reasoning whose summary is no list', { type: 'reasoning', id: 'rs', summary: 'not a list' }],
  ['reasoning without a summary', { type: 'reasoning', id: 'rs' }],
  ['a function call whose arguments are an object', { type: 'function_call', name: 'f', arguments: {}, call_id: 'c' }],
  ['a function call without a call_id', { type: 'function_call', name: 'f', arguments: '{}' }],
  [
    'the old object form of an output',
    { type: 'function_call_output', call_id: 'c', output: { content: 'x', success: false } },
  ],
  ['an output that is a number', { type: 'function_call_output', call_id: 'c', output: 7 }],
  ['a shell call without an action', { type: 'local_shell_call', status: 'completed' }],
  ['a compaction without content', { type: 'compaction' }],
];

describe('ResponseItem: what it does not know', () => {
  for (const [what, json] of bad)
    it(`keeps ${what} as other and writes it back verbatim (decision: a known item type with a bad body)`, () => {
      expect(read(json)).to.deep.equal({ type: 'other', raw: json });
      expect(rewritten(json)).to.deep.equal(json);
    });

  for (const type of [
    'never_seen',
    'file_search_call',
    'mcp_call',
    'context_compaction_v2',
    'constructor',
    '__proto__',
  ])
    it(`keeps an item of type ${type} as other and writes it back verbatim, id included`, () => {
      const json = { type, id: 'i1', nested: { a: [1, null] } };
      expect(read(json)).to.deep.equal({ type: 'other', raw: json });
      expect(rewritten(json)).to.deep.equal(json);
    });

  it('keeps the message around an unknown content part (decision: unknown content part inside a message)', () => {
    const known = { type: 'output_text', text: 'a' };
    const refusal = { type: 'refusal', refusal: 'no' };
    const json = { type: 'message', role: 'assistant', content: [known, refusal] };
    expect(read(json)).to.deep.equal({ ...json, content: [known, { type: 'other', raw: refusal }] });
    expect(rewritten(json)).to.deep.equal(json);
  });

  const state = { encrypted_function_args: 'E', extra_content: { google: { thought_signature: 'S' } } };
  for (const item of [
    { type: 'message', role: 'assistant', content: [], status: 'completed', encrypted_content: 'E' },
    { type: 'message', role: 'assistant', content: [], internal_chat_message_metadata_passthrough: { a: [1] } },
    { type: 'function_call', name: 'f', arguments: '{}', call_id: 'c', ...state },
    { type: 'custom_tool_call', name: 'f', input: '', call_id: 'c', namespace: 'n', ...state },
    { type: 'reasoning', summary: [], reasoning_details: [{ type: 'reasoning.encrypted', data: 'E' }] },
    { type: 'web_search_call', status: 'completed', sources: [{ url: 'u' }] },
    { type: 'compaction', encrypted_content: 'E', created_by: 'c' },
  ])
    it(`R1 keeps and writes back every member of ${JSON.stringify(item)}`, () => {
      expect(read(item)).to.deep.include(item);
      expect(rewritten(item)).to.deep.equal(item);
      expect(rewritten(JSON.parse(JSON.stringify(read(item))))).to.deep.equal(item);
    });

  it('R8 keeps annotations, log probabilities and signatures of a part, and parts apart', () => {
    const content = [
      {
        type: 'output_text',
        text: 'Cold',
        annotations: [{ type: 'url_citation', url: 'u' }],
        logprobs: [{ token: 'C' }],
      },
      { type: 'output_text', text: ' and dry', thought_signature: 'S' },
    ];
    const json = { type: 'message', role: 'assistant', content };
    expect(rewritten(json)).to.deep.equal(json);
  });

  it('never writes origin, which is ours', () => {
    const call = { type: 'function_call', name: 'f', arguments: '{}', call_id: 'c' };
    expect(read({ ...call, origin: 'a' })).to.have.property('origin', 'a');
    expect(rewritten({ ...call, origin: 'a' })).to.deep.equal(call);
    expect(ResponseItem.encode({ type: 'other', raw: { type: 'x' }, origin: 'a' })).to.deep.equal({ type: 'x' });
  });
});
