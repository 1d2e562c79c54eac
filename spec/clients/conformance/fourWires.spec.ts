import { expect } from 'chai';
import { lastValueFrom, of, toArray } from 'rxjs';
import {
  createProvider,
  RoutedClient,
  type HttpTransport,
  type JsonObject,
  type Prompt,
  ResponseItem,
  type WireApi,
} from '../../../lib/index.js';
import { isJsonObject } from '../../../lib/protocol/codec/json.js';
import {
  bytes,
  CHAT_DONE,
  chatDelta,
  chatFinish,
  chatToolCall,
  completed,
  created,
  itemDone,
  sse,
} from '../../../lib/testing/index.js';

const PICTURE = 'data:image/png;base64,iVBORw0KGgo=';
const ARGUMENTS = { city: 'Paris' };

/** The same answer on each wire: a text, and a call of a function. */
const ANSWERS: Readonly<Record<WireApi, string>> = {
  responses: sse(
    created(),
    itemDone({ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Let me see.' }] }),
    itemDone({ type: 'function_call', call_id: 'call_1', name: 'weather', arguments: JSON.stringify(ARGUMENTS) }),
    completed('r'),
  ),
  chat:
    sse(
      chatDelta({ content: 'Let me see.' }),
      chatToolCall({
        index: 0,
        id: 'call_1',
        function: { name: 'weather', arguments: JSON.stringify(ARGUMENTS) },
      }),
      chatFinish('tool_calls'),
    ) + CHAT_DONE,
  messages: sse(
    { type: 'message_start', message: { id: 'r', content: [] } },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: 'Let me see.' } },
    { type: 'content_block_stop', index: 0 },
    {
      type: 'content_block_start',
      index: 1,
      content_block: { type: 'tool_use', id: 'call_1', name: 'weather', input: {} },
    },
    {
      type: 'content_block_delta',
      index: 1,
      delta: { type: 'input_json_delta', partial_json: JSON.stringify(ARGUMENTS) },
    },
    { type: 'content_block_stop', index: 1 },
    { type: 'message_delta', delta: { stop_reason: 'tool_use' }, usage: {} },
    { type: 'message_stop' },
  ),
  gemini: sse({
    candidates: [
      {
        content: {
          parts: [{ text: 'Let me see.' }, { functionCall: { id: 'call_1', name: 'weather', args: ARGUMENTS } }],
        },
        finishReason: 'STOP',
      },
    ],
  }),
};

const prompt = (input: readonly ResponseItem[]): Prompt => ({
  instructions: 'Be brief.',
  input,
  tools: [{ type: 'function', name: 'weather', parameters: { type: 'object' } }],
});
const question: ResponseItem = {
  type: 'message',
  role: 'user',
  content: [
    { type: 'input_text', text: 'What is the weather here?' },
    { type: 'input_image', image_url: PICTURE },
  ],
};

const ask = async (wire: WireApi, given: Prompt) => {
  const bodies: unknown[] = [];
  const transport: HttpTransport = {
    stream: ({ body }) => {
      bodies.push(body);
      const headers = new Headers({ 'content-type': 'text/event-stream' });
      return of({ status: 200, headers, bytes: of(bytes(ANSWERS[wire])) });
    },
  };
  const provider = createProvider({ name: 'p', baseUrl: 'http://host.example/v1', wire });
  const events = await lastValueFrom(
    new RoutedClient({ provider, transport }).streamPrompt('m', given).pipe(toArray()),
  );
  const items = events.flatMap((event) => (event.type === 'output_item_done' ? [event.item] : []));
  return { items, body: isJsonObject(bodies[0]) ? bodies[0] : {} };
};

const LISTS: Readonly<Record<WireApi, string>> = {
  responses: 'input',
  chat: 'messages',
  messages: 'messages',
  gemini: 'contents',
};
const WIRES: readonly WireApi[] = ['responses', 'chat', 'messages', 'gemini'];

/** The texts, names, pictures and arguments anywhere in a request: what every wire must carry. */
const leavesOf = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return /^[{[]/.test(value) ? leavesOf(JSON.parse(value)) : [value];
  if (Array.isArray(value)) return value.flatMap(leavesOf);
  return isJsonObject(value) ? Object.values(value).flatMap(leavesOf) : [];
};

describe('the same conversation over four wires', () => {
  for (const wire of WIRES) {
    it(`gives the same items over ${wire}`, async () => {
      const { items } = await ask(wire, prompt([question]));
      expect(items.map((item): JsonObject => ({ ...item, id: undefined, status: undefined }))).to.deep.equal([
        {
          type: 'message',
          role: 'assistant',
          content: [{ type: 'output_text', text: 'Let me see.' }],
          id: undefined,
          status: undefined,
        },
        {
          type: 'function_call',
          call_id: 'call_1',
          name: 'weather',
          arguments: '{"city":"Paris"}',
          id: undefined,
          status: undefined,
        },
      ]);
    });

    it(`sends texts, pictures, calls and results over ${wire}`, async () => {
      const { items } = await ask(wire, prompt([question]));
      const output: ResponseItem = { type: 'function_call_output', call_id: 'call_1', output: 'It rains.' };
      const { body } = await ask(wire, prompt([question, ...items, output]));
      const said = leavesOf(body[LISTS[wire]]);
      for (const text of ['What is the weather here?', 'Let me see.', 'weather', 'Paris', 'It rains.'])
        expect(said, wire).to.include(text);
      expect(said.join(' '), wire).to.include('iVBORw0KGgo=');
      expect(leavesOf(body), wire).to.include('Be brief.');
    });
  }

  it('continues on another wire with what another one gave', async () => {
    for (const from of WIRES)
      for (const to of WIRES) {
        const { items } = await ask(from, prompt([question]));
        const json: unknown = JSON.parse(JSON.stringify(items));
        const saved = Array.isArray(json) ? json.filter(ResponseItem.is) : [];
        const output: ResponseItem = { type: 'function_call_output', call_id: 'call_1', output: 'It rains.' };
        const { body } = await ask(to, prompt([question, ...saved, output]));
        expect(leavesOf(body[LISTS[to]]), `${from} to ${to}`).to.include.members(['Let me see.', 'Paris', 'It rains.']);
      }
  });
});
