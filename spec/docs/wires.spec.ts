import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { NEVER } from 'rxjs';
import {
  createProvider,
  isApiError,
  RoutedClient,
  type HttpTransport,
  type Prompt,
  type ResponseItem,
  type RoutedOptions,
  userMessage,
  type WireApi,
} from '../../lib/index.js';
import manifest from '../../tools/size/package.json' with { type: 'json' };

const PAGE = readFileSync(new URL('../../docs/wires.md', import.meta.url), 'utf8');
const WIRES: readonly WireApi[] = ['responses', 'chat', 'messages', 'gemini'];

/** The cells of the table, by the names of the rows. */
const TABLE = new Map(
  [...PAGE.matchAll(/^\| (.*) \|$/gm)]
    .map(([, row = '']) => row.split(' | ').map((cell) => cell.trim()))
    .slice(2)
    .map(([name = '', ...cells]) => [name, cells] as const),
);

interface Input {
  readonly prompt?: Partial<Prompt>;
  readonly options?: RoutedOptions;
}

const tool = { type: 'function', name: 'f', parameters: { type: 'object' } };
const hi = userMessage('Hi');
const message = (role: string, ...content: readonly unknown[]): ResponseItem => ({
  type: 'message',
  role,
  content: content.map((raw) => ({ type: 'other', raw })),
});
const other = (wire: 'messages' | 'gemini', raw: unknown): ResponseItem => ({ type: 'other', wire, raw });
const withInput = (...items: readonly ResponseItem[]): Input => ({ prompt: { input: [hi, ...items] } });
const system: ResponseItem = { type: 'message', role: 'system', content: [{ type: 'input_text', text: 'x' }] };
const picture: ResponseItem = {
  type: 'message',
  role: 'user',
  content: [{ type: 'input_image', image_url: 'data:image/png;base64,AAAA' }],
};
const pdf = { type: 'input_file', filename: 'a.pdf', file_data: 'data:application/pdf;base64,BBBB' };
const search: ResponseItem = { type: 'web_search_call', id: 'ws_1', status: 'completed', action: { type: 'search' } };

/** For each row, an input with the part, and the one without it, if that is not the base. */
const PROBES: Readonly<Record<string, readonly [given: Input, without?: Input]>> = {
  '`instructions`': [{ prompt: { instructions: 'x' } }],
  'later system messages': [withInput(system)],
  'function tools': [{}, { prompt: { tools: [] } }],
  'other tools': [{ prompt: { tools: [tool, { type: 'web_search' }] } }],
  '`toolChoice`': [{ options: { toolChoice: 'required' } }],
  '`parallelToolCalls: false`': [{ prompt: { parallelToolCalls: false } }, { prompt: { parallelToolCalls: true } }],
  '`outputSchema`': [{ prompt: { outputSchema: { type: 'object' } } }],
  '`reasoning.effort`': [{ options: { reasoning: { effort: 'high' } } }],
  '`reasoning.summary`': [{ options: { reasoning: { summary: 'auto' } } }, { options: { reasoning: {} } }],
  '`text.verbosity`': [{ options: { text: { verbosity: 'low' } } }],
  '`maxOutputTokens`': [{ options: { maxOutputTokens: 9 } }],
  '`stop`': [{ options: { stop: 'END' } }],
  '`seed`': [{ options: { seed: 7 } }],
  '`frequencyPenalty`, `presencePenalty`': [{ options: { frequencyPenalty: 1, presencePenalty: 1 } }],
  '`serviceTier`': [{ options: { serviceTier: 'flex' } }],
  '`promptCacheKey`': [{ options: { promptCacheKey: 'k' } }],
  '`cacheControl`, `thinking`': [{ options: { cacheControl: { type: 'ephemeral' }, thinking: { type: 'disabled' } } }],
  '`safetySettings`, `cachedContent`': [{ options: { safetySettings: [{}], cachedContent: 'c' } }],
  '`background`': [{ options: { background: true } }],
  '`previousResponseId`': [{ options: { previousResponseId: 'resp_1' } }],
  '`conversation`': [{ options: { conversation: 'conv_1' } }],
  pictures: [withInput(picture)],
  'PDFs (`input_file`)': [withInput(message('user', pdf))],
  'custom tool calls': [
    withInput(
      { type: 'custom_tool_call', call_id: 'c1', name: 'g', input: 'x' },
      { type: 'custom_tool_call_output', call_id: 'c1', output: 'y' },
    ),
  ],
  'searches, generated images, compactions of Responses': [
    withInput(search, { type: 'compaction', encrypted_content: 'e' }),
  ],
  'blocks of server tools': [
    withInput(
      other('messages', { type: 'server_tool_use', id: 's1', name: 'web_search', input: {} }),
      other('messages', { type: 'web_search_tool_result', tool_use_id: 's1', content: [] }),
      other('gemini', { executableCode: { code: '1' } }),
      userMessage('And?'),
    ),
    withInput(userMessage('And?')),
  ],
};
/** Rows that name a client, or that depend on the server: `spec/clients/requests/secondRequest.spec.ts` and its neighbours. */
const ELSEWHERE = ['client', 'preset', 'reasoning of the model'];

/** The body that a wire sends for an input, or the type of the error. */
const sentFor = (wire: WireApi, { prompt, options }: Input): unknown => {
  let sent: unknown;
  const transport: HttpTransport = {
    stream: ({ body }) => {
      sent = body;
      return NEVER;
    },
  };
  const provider = createProvider({ name: 'p', baseUrl: 'http://host.example/v1', wire });
  const answer = new RoutedClient({ provider, transport }).streamPrompt(
    'm',
    { input: [hi], tools: [tool], ...prompt },
    options,
  );
  answer
    .subscribe({
      error: (error: unknown) => {
        sent = isApiError(error) && error.type === 'transport' ? 'error' : error;
      },
    })
    .unsubscribe();
  return sent;
};

describe('the table of what each API can express', () => {
  it('has a probe for each row', () => {
    expect([...TABLE.keys()].filter((name) => !ELSEWHERE.includes(name))).to.deep.equal(Object.keys(PROBES));
  });

  for (const [name, [given, without = {}]] of Object.entries(PROBES))
    WIRES.forEach((wire, column) => {
      const cell = TABLE.get(name)?.[column] ?? '';
      it(`${name} over ${wire}: ${cell}`, () => {
        const sent = sentFor(wire, given);
        if (cell.startsWith('error')) expect(sent).to.equal('error');
        else if (cell === 'left out') expect(sent).to.deep.equal(sentFor(wire, without));
        else expect(sent).to.be.an('object').and.not.deep.equal(sentFor(wire, without));
      });
    });

  it('names the weights that the build is checked for', () => {
    for (const { name, limit } of manifest['size-limit']) {
      const [, client] = /\{ (\w+Client) \}/.exec(name) ?? [];
      if (client !== undefined && !['StreamingClient', 'RelayClient'].includes(client))
        expect(PAGE, client).to.include(limit);
    }
  });
});
