import { expect } from 'chai';
import * as t from 'io-ts';
import * as lib from '../../../lib/index.js';
import { virtualTransport } from '../../../lib/testing/virtualTransport.js';
import { errorOf } from '../../support/collect.js';
import { plainCall, plainNew, streamFrom } from '../../support/plainCall.js';

const toolNamed = (name: unknown): unknown => plainCall(lib, 'tool', { name, parameters: t.type({}), run: () => 'x' });

describe('the name of a tool', () => {
  for (const [name, expected] of [
    [undefined, 'a tool needs a name'],
    [5, 'a tool needs a name'],
    ['', 'a tool needs a name'],
    ['my tool!', 'the name of the tool "my tool!" must have 1 to 128 letters'],
    ['é', 'must have 1 to 128 letters'],
    ['x'.repeat(129), 'must have 1 to 128 letters'],
  ] as const)
    it(`is refused by tool: ${String(name).slice(0, 20)}`, () => {
      expect(() => toolNamed(name)).to.throw(expected);
    });

  it('may be what some API accepts', () => {
    for (const name of ['a-b_C9', 'fs.read', 'a:b', 'x'.repeat(128)]) expect(toolNamed(name)).to.include({ name });
  });

  it('is needed by a tool without options', () => {
    for (const given of [undefined, null, 'x'])
      expect(() => plainCall(lib, 'tool', given)).to.throw('a tool needs a name');
  });
});

const gemini = lib.gemini();

/** A client, its provider, the names of its tools, and the error; undefined if the request is sent. */
const ROWS = [
  ['ResponsesClient', lib.openai(), ['x'.repeat(65)], 'tools[0] has a name that the API refuses; expected 1 to 64'],
  ['ResponsesClient', lib.azure({ resource: 'r' }), ['ok', 'fs.read'], 'tools[1] has a name that the API refuses'],
  ['ChatClient', lib.openai({ wire: 'chat' }), ['fs.read'], 'tools[0] has a name that the API refuses'],
  ['ChatClient', lib.ollama(), ['fs.read', 'x'.repeat(65)], undefined],
  ['ChatClient', lib.ollama(), ['my tool!'], 'expected 1 to 128 letters'],
  ['MessagesClient', lib.anthropic(), ['x'.repeat(128)], undefined],
  ['MessagesClient', lib.anthropic(), ['a:b'], 'tools[0] has a name that the API refuses; expected 1 to 128'],
  ['GeminiClient', gemini, ['a:b', 'fs.read'], undefined],
  ['GeminiClient', gemini, [5], 'tools[0] has a name that the API refuses'],
  ['GeminiClient', gemini, ['same', 'same'], 'tools[1] has the name of an earlier tool'],
  ['ChatClient', lib.openai({ wire: 'chat' }), ['same', 'same'], 'tools[1] has the name of an earlier tool'],
  ['RoutedClient', lib.openai(), ['my tool!'], 'tools[0] has a name that the API refuses'],
] as const;

describe('the names of declared tools', () => {
  for (const type of ['function', 'custom'] as const)
    for (const [name, provider, names, expected] of ROWS)
      it(`are checked by the API of the request: ${type}, ${name}, ${provider.name}, ${names.join().slice(0, 30)}`, async () => {
        const transport = virtualTransport();
        const client = plainNew(lib, name, { provider, transport });
        const tools = names.map((each) => ({ type, name: each, parameters: { type: 'object' } }));
        const error = await errorOf(streamFrom(plainCall(client, 'streamPrompt', 'm', { input: 'Hi', tools })));
        expect(error.message).to.include(expected ?? 'unexpected request 1');
        expect(transport.requests).to.have.length(expected === undefined ? 1 : 0);
      });

  it('are read in the form of Chat, and not of tools of the server', async () => {
    const transport = virtualTransport();
    const client = new lib.ChatClient({ provider: lib.openai({ wire: 'chat' }), transport });
    const nested = { type: 'function', function: { name: 'my tool!', parameters: {} } };
    const hosted = { type: 'web_search' };
    expect((await errorOf(client.streamPrompt('m', { input: 'Hi', tools: [hosted, nested] }))).message).to.include(
      'tools[1] has a name that the API refuses',
    );
  });
});
