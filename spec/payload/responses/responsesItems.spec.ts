import { expect } from 'chai';
import { acceptedItems, writeItems } from '../../../lib/payload/responses/responsesItems.js';
import type { ResponseItem } from '../../../lib/protocol/ResponseItem.js';
import type { ServerProfile } from '../../../lib/protocol/ServerProfile.js';
import { profiles } from '../../../lib/provider/profiles.js';

const written = (profile: Partial<ServerProfile>, ...items: readonly ResponseItem[]): readonly unknown[] => {
  const target = { azure: false, profile: { ...profiles.standard, ...profile }, origin: 'a@host' };
  return writeItems(acceptedItems(items, target, false), target.profile);
};

const call = (call_id: string): ResponseItem => ({ type: 'function_call', call_id, name: 'f', arguments: '{}' });
const output = (call_id: string): ResponseItem => ({ type: 'function_call_output', call_id, output: 'ok' });
const said: ResponseItem = { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'a' }] };
const custom: ResponseItem = { type: 'custom_tool_call', call_id: 'c1', name: 'patch', input: 'x' };
const customOutput: ResponseItem = { type: 'custom_tool_call_output', call_id: 'c1', output: 'ok' };
const shell: ResponseItem = {
  type: 'local_shell_call',
  call_id: 'c1',
  status: 'completed',
  action: { type: 'exec', command: ['ls'] },
};
const search: ResponseItem = { type: 'web_search_call', id: 'ws_1', status: 'completed' };

describe('the items of a Responses request', () => {
  it('are calls of functions where the server does not know other calls', () => {
    expect(written({ customTools: false }, custom, customOutput)).to.deep.equal([
      { type: 'function_call', call_id: 'c1', name: 'patch', arguments: '{"input":"x"}' },
      output('c1'),
    ]);
    expect(written({ customTools: false }, shell)).to.deep.equal([
      { type: 'function_call', call_id: 'c1', name: 'local_shell', arguments: '{"type":"exec","command":["ls"]}' },
    ]);
    expect(written({}, custom, customOutput)).to.deep.equal([custom, customOutput]);
  });

  it('have the role system in place of developer where the server does not know that', () => {
    const developer: ResponseItem = { ...said, role: 'developer', content: [] };
    expect(written({ developerRole: false }, developer)).to.deep.equal([{ ...developer, role: 'system' }]);
    expect(written({}, developer)).to.deep.equal([developer]);
  });

  it('have the type of text that belongs to the role', () => {
    const wrong: ResponseItem = { ...said, content: [{ type: 'input_text', text: 'a' }] };
    expect(written({}, wrong)).to.deep.equal([said]);
    expect(written({}, { ...said, role: 'user' })).to.deep.equal([{ ...wrong, role: 'user' }]);
  });

  it('have short ids of calls, in call and output alike, for a server that has a limit', () => {
    const long = 'x'.repeat(65);
    const [sent, result] = written({ callIds: 'max40' }, call(long), output(long));
    expect(sent)
      .to.have.property('call_id')
      .that.matches(/^[a-z0-9]{9}$/);
    expect(result)
      .to.have.property('call_id')
      .that.equals(Reflect.get(Object(sent), 'call_id'));
    expect(written({ callIds: 'max40' }, call('x'.repeat(64)))).to.deep.equal([call('x'.repeat(64))]);
    expect(written({}, call(long))).to.deep.equal([call(long)]);
  });

  it('have the id of a search that the server gave, and none that the caller wrote', () => {
    expect(written({}, { ...search, origin: 'a@host' })).to.deep.equal([search]);
    expect(written({}, search)).to.deep.equal([{ type: 'web_search_call', status: 'completed' }]);
  });

  it('are without reasoning that holds nothing', () => {
    const empty: ResponseItem = { type: 'reasoning', id: 'rs_1', summary: [], content: null };
    expect(written({}, empty, said)).to.deep.equal([said]);
  });

  const calls = [call('c1'), said, call('c2'), output('c1'), output('c2'), call('c3'), said, output('c3')];
  it('have the calls of each answer behind its messages, where the server requires it', () => {
    expect(written({ callsLast: true }, ...calls)).to.deep.equal([
      ...[said, call('c1'), call('c2'), output('c1'), output('c2')],
      ...[said, call('c3'), output('c3')],
    ]);
    expect(written({}, ...calls)).to.deep.equal(calls);
  });

  it('keep members that the server gave, where it refuses unknown ones of the caller', () => {
    const given = { ...said, ...{ internal_metadata: 1 } };
    const own = { ...said, role: 'user', content: [], ...{ timestamp: 1 } };
    expect(written({ unknownKeys: 'refused' }, given, own)).to.deep.equal([
      given,
      { ...said, role: 'user', content: [] },
    ]);
  });

  it('have no status in a call for a server that requires it in a message', () => {
    const finished = { ...call('c1'), ...{ status: 'completed' } };
    expect(written({ messageIds: true }, finished, { ...said, id: 'msg_7', status: 'incomplete' })).to.deep.equal([
      call('c1'),
      { ...said, id: 'msg_7', status: 'incomplete' },
    ]);
  });
});
