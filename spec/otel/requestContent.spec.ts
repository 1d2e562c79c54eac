import { expect } from 'chai';
import { requestContent } from '../../lib/otel/requestContent.js';
import { callReport } from '../support/telemetry/callReport.js';

const contentOf = (body: unknown) => requestContent({ ...callReport, body }, 10_000);
const definitions = (...tools: readonly unknown[]): unknown =>
  JSON.parse(String(contentOf({ tools })['gen_ai.tool.definitions']));

describe('requestContent', () => {
  it('declares the functions of both APIs alike, and tools of a server by their kind', () => {
    const declared = { name: 'look', description: 'Looks', parameters: { type: 'object' } };
    expect(
      definitions(
        { type: 'function', ...declared, strict: true },
        { type: 'function', function: { ...declared, strict: true } },
        { type: 'web_search' },
        'no tool',
      ),
    ).to.deep.equal([
      { type: 'function', ...declared },
      { type: 'function', ...declared },
      { type: 'web_search', name: 'web_search' },
      { type: 'other' },
    ]);
  });

  it('leaves out what a tool of a server is authorised with', () => {
    const mcp = {
      type: 'mcp',
      server_url: 'https://m.test',
      authorization: 'a-token',
      headers: { 'x-key': 'a-token' },
    };
    expect(definitions(mcp)).to.deep.equal([{ type: 'mcp', name: 'mcp' }]);
  });

  it('takes a bare string, items, and what is none', () => {
    const messages = (input: unknown): unknown => contentOf({ input })['gen_ai.input.messages'];
    expect(messages('hi')).to.equal('[{"role":"user","parts":[{"type":"text","content":"hi"}]}]');
    expect(messages([7])).to.equal('[{"role":"assistant","parts":[{"type":"other"}]}]');
    expect(messages({ no: 'list' })).to.equal(undefined);
  });

  it('is nothing where there is no body, or nothing in it', () => {
    for (const body of [undefined, 'text', {}, { instructions: '', input: [], messages: [], tools: [] }])
      expect(Object.values(contentOf(body)).filter((value) => value !== undefined)).to.deep.equal([]);
  });
});
