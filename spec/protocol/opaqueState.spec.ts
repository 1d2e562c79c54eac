import { expect } from 'chai';
import { itemsFor, withOrigin } from '../../lib/protocol/opaqueState.js';
import type { ResponseItem } from '../../lib/protocol/ResponseItem.js';

const origin = 'a@host';
const message = (...content: Extract<ResponseItem, { type: 'message' }>['content']): ResponseItem => ({
  type: 'message',
  role: 'assistant',
  content,
});
const text = { type: 'output_text', text: 't' } as const;
const reasoning: ResponseItem = { type: 'reasoning', id: 'rs_1', summary: [{ type: 'summary_text', text: 's' }] };
const call: ResponseItem = { type: 'function_call', id: 'fc_1', call_id: 'c1', name: 'f', arguments: '{}' };
const output: ResponseItem = { type: 'function_call_output', call_id: 'c1', output: 'ok' };
const search: ResponseItem = { type: 'web_search_call', id: 'ws_1', status: 'completed' };
const compaction: ResponseItem = { type: 'compaction', encrypted_content: 'E' };
const plainReasoning = { ...reasoning, id: '' };

/** A row: an item of the provider, and what another provider receives of it. */
type Row = readonly [what: string, item: ResponseItem, others: readonly ResponseItem[]];

const STATES: readonly Row[] = [
  ['encrypted content', { ...reasoning, ...{ encrypted_content: 'E' } }, [plainReasoning]],
  ['encrypted content alone', { ...reasoning, summary: [], ...{ encrypted_content: 'E' } }, []],
  ['a member of a call', { ...call, ...{ encrypted_function_args: 'E' } }, [{ ...call, id: undefined }]],
  ['a member of a message', { ...message(text), ...{ encrypted_content: 'E' } }, [message(text)]],
  ['a member of a text part', message({ ...text, ...{ thought_signature: 'S' } }), [message(text)]],
  [
    'a signature deep inside a part of an unknown type',
    message({ type: 'other', raw: { type: 'thinking', thinking: [{ text: 'h', signature: 'S' }] } }, text),
    [message(text)],
  ],
  [
    'a member of a part of reasoning',
    { ...reasoning, content: [{ type: 'reasoning_text', text: 'h', ...{ signature: 'S' } }] },
    [{ ...plainReasoning, content: [{ type: 'reasoning_text', text: 'h' }] }],
  ],
  [
    'a member of a part of a summary',
    { ...reasoning, summary: [{ type: 'summary_text', text: 's', ...{ signature: 'S' } }] },
    [plainReasoning],
  ],
  [
    'a member of a part of an output',
    { ...output, output: [{ type: 'input_text', text: 'x', ...{ encrypted: 'E' } }] },
    [{ ...output, output: [{ type: 'input_text', text: 'x' }] }],
  ],
  ['a search of the server', search, []],
  ['a picture of the server', { type: 'image_generation_call', id: 'ig_1', status: 'completed', result: 'data' }, []],
  ['an item of an unknown type', { type: 'other', raw: { type: 'mcp_call' } }, []],
  ['a compaction', compaction, []],
];

const withoutUndefined = (items: readonly ResponseItem[]): unknown => JSON.parse(JSON.stringify(items));

describe('opaque state', () => {
  for (const [what, item, others] of STATES)
    it(`R10 goes back to its giver alone: ${what}`, () => {
      const stamped = withOrigin(item, origin);
      expect(stamped).to.deep.equal({ ...item, origin });
      expect(itemsFor(origin, [stamped])).to.deep.equal([stamped]);
      const rest = withoutUndefined(itemsFor('b@host', [stamped]));
      expect(rest).to.deep.equal(withoutUndefined(others.map((other) => ({ ...other, origin }))));
    });

  for (const item of [message(text), reasoning, call, output])
    it(`needs no giver where every server reads all of it: ${item.type}`, () => {
      expect(withOrigin(item, origin)).to.equal(item);
    });

  it('of an item of the caller is sent to every provider', () => {
    const given = { ...reasoning, encrypted_content: 'E' };
    expect(itemsFor('b@host', [given])).to.deep.equal([given]);
  });

  it('leaves out items in the form of another API', () => {
    const block: ResponseItem = { type: 'other', wire: 'messages', raw: { type: 'server_tool_use' } };
    expect(itemsFor(origin, [block, output])).to.deep.equal([output]);
    expect(itemsFor(origin, [block], 'gemini')).to.deep.equal([]);
    expect(itemsFor(origin, [block], 'messages')).to.deep.equal([block]);
  });
});
