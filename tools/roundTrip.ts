// Sends the answers of the recorded streams in ../shared/streams back, where that folder is there: each through its
// client, its items through JSON, and into the next request. The request must hold what came, but for the differences
// that spec/history/roundTrip.ts lists. Streams of the Messages and Gemini APIs are compared by tools/streams.ts.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isJsonObject, type JsonObject } from '../lib/protocol/codec/json.js';
import { sameJson } from '../lib/protocol/codec/sameJson.js';
import { argumentsText } from '../lib/protocol/callArguments.js';
import { profiles } from '../lib/provider/profiles.js';
import { createProvider, type Provider } from '../lib/provider/Provider.js';
import { ALLOWED, expectedItems, sentAfter } from '../spec/history/roundTrip.js';

const shared = resolve('../shared/streams');

/** The row of the profiles for a server of the recordings. Others are unknown servers. */
const ROWS: ReadonlyMap<unknown, keyof typeof profiles> = new Map<unknown, keyof typeof profiles>([
  ['openai', 'openai'],
  ['azure', 'azure'],
  ['openrouter', 'openRouter'],
  ['groq', 'groq'],
  ['mistral', 'mistral'],
  ['deepseek', 'deepSeek'],
  ['moonshotai', 'moonshot'],
  ['llamacpp', 'llamaCpp'],
  ['ollama', 'ollama'],
  ['ollama_cloud', 'ollama'],
  ['cerebras', 'cerebras'],
  ['xai', 'xai'],
]);

const list = (value: unknown): readonly JsonObject[] => {
  const values: readonly unknown[] = Array.isArray(value) ? value : [];
  return values.filter(isJsonObject);
};
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The JSON values of the frames of a stream. */
const framesIn = (sse: string): readonly JsonObject[] =>
  sse.split('\n').flatMap((line) => {
    if (!line.startsWith('data:')) return [];
    try {
      const json: unknown = JSON.parse(line.slice(5));
      return isJsonObject(json) ? [json] : [];
    } catch {
      return []; // [DONE], and frames that are broken on purpose
    }
  });

const STATE = /^(thought_signature|signature|encrypted_content|reasoning_opaque|data)$/;

/** The texts that only the server can read, at any depth. */
const stateIn = (value: unknown): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap(stateIn);
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([name, member]) =>
    typeof member === 'string' ? (STATE.test(name) && member !== '' ? [member] : []) : stateIn(member),
  );
};

type Faults = readonly string[];
const differs = (what: string, got: unknown, wanted: unknown): Faults =>
  sameJson(got, wanted) ? [] : [`${what}: got ${JSON.stringify(got)}\n    wanted ${JSON.stringify(wanted)}`];

const responsesFaults = (frames: readonly JsonObject[], sent: readonly JsonObject[], provider: Provider): Faults => {
  const given = frames.flatMap(({ type, item }) =>
    type === 'response.output_item.done' && isJsonObject(item) ? [item] : [],
  );
  const items = sent.filter(({ type }) => type !== 'function_call_output' && type !== 'custom_tool_call_output');
  return differs('items', items, expectedItems(given, provider));
};

const contentOf = (message: JsonObject): string => {
  const { content } = message;
  const parts = list(content).filter(({ type }) => type === 'text');
  return typeof content === 'string' ? content : parts.map(({ text }) => textOf(text)).join('');
};

const thoughtOf = (message: JsonObject, { profile }: Provider): string => {
  const { reasoningKey: key } = profile;
  if (key !== 'content') return key === null ? '' : textOf(message[key]);
  const thoughts = list(message['content']).flatMap(({ thinking }) => list(thinking));
  return thoughts.map(({ text }) => textOf(text)).join('');
};

const callOf = (call: JsonObject): unknown => {
  const { name, arguments: args } = isJsonObject(call['function']) ? call['function'] : {};
  return { name, arguments: args };
};

const chatFaults = (
  frames: readonly JsonObject[],
  sent: readonly JsonObject[],
  provider: Provider,
  expected: JsonObject,
): Faults => {
  const { profile } = provider;
  const messages = sent.filter(
    ({ role, content }) => role === 'assistant' && (profile.afterTools === null || content !== profile.afterTools),
  );
  const [message = {}] = messages;
  const calls = list(expected['toolCalls']);
  const deltas = frames
    .flatMap(({ choices }) => list(choices))
    .flatMap(({ delta }) => (isJsonObject(delta) ? [delta] : []));
  const refusal = deltas.map((delta) => textOf(delta['refusal'])).join('');
  const text = textOf(expected['outputText']) + (profile.refusalKey ? '' : refusal);
  const holds = text !== '' || refusal !== '' || calls.length > 0;
  const { reasoningKey, reasoningSpan } = profile;
  // The message of the user behind the answer ends the turn of its reasoning.
  const isKept =
    reasoningKey !== null && reasoningSpan === 'all' && holds && message['reasoning_details'] === undefined;
  const body = JSON.stringify(sent);
  const lost = holds ? stateIn(deltas).filter((state) => !body.includes(JSON.stringify(state).slice(1, -1))) : [];
  return [
    ...differs('messages', messages.length, holds ? 1 : 0),
    ...differs('text', contentOf(message), text),
    ...differs('refusal', textOf(message['refusal']), profile.refusalKey ? refusal : ''),
    ...differs(
      'reasoning',
      isKept ? thoughtOf(message, provider) : '',
      isKept ? textOf(expected['reasoningText']) : '',
    ),
    ...differs(
      'calls',
      list(message['tool_calls']).map(callOf),
      calls.map(({ name, arguments: args }) => ({ name, arguments: argumentsText(textOf(args)) })),
    ),
    ...lost.map((state) => `state is lost: ${state.slice(0, 60)}`),
  ];
};

const play = async (folder: 'chat' | 'responses', file: string): Promise<Faults> => {
  const path = join(shared, folder, file);
  const bytes = readFileSync(path);
  const json: unknown = JSON.parse(readFileSync(path.replace(/sse$/, 'expected.json'), 'utf8'));
  const expected = isJsonObject(json) ? json : {};
  const row = ROWS.get(expected['provider']) ?? 'standard';
  const provider = createProvider({
    name: row,
    baseUrl: 'http://recorded.test/v1',
    wire: folder,
    profile: profiles[row],
    retry: { maxAttempts: 0 },
  });
  const sent = await sentAfter(provider, new Uint8Array(bytes));
  const frames = framesIn(bytes.toString());
  return folder === 'chat' ? chatFaults(frames, sent, provider, expected) : responsesFaults(frames, sent, provider);
};

if (!existsSync(shared)) {
  console.log('round trip: skipped, there is no ../shared/streams here');
} else {
  let [good, bad] = [0, 0];
  for (const folder of ['responses', 'chat'] as const) {
    for (const difference of ALLOWED[folder]) console.log(`allowed in ${folder}: ${difference}`);
    for (const file of readdirSync(join(shared, folder)).filter((name) => name.endsWith('.sse'))) {
      const faults = await play(folder, file);
      if (faults.length === 0) good++;
      else {
        bad++;
        console.log(`${folder}/${file}:\n  ${faults.join('\n  ')}`);
      }
    }
  }
  console.log(`round trip: ${good} of ${good + bad} as they came`);
  process.exitCode = bad === 0 ? 0 : 1;
}
