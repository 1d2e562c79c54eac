// Plays the recorded streams of ../shared/streams/{anthropic,gemini}, where that folder is there, through the clients, at
// several chunk sizes, and compares what they emit with the reading beside each recording. It also sends the answer back
// and compares the request with the recorded content.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { catchError, from, lastValueFrom, of, toArray, type Observable } from 'rxjs';
import {
  createProvider,
  GeminiClient,
  isApiError,
  MessagesClient,
  userMessage,
  type HttpTransport,
  type JsonObject,
  type ResponseEvent,
  ResponseItem,
  type ResponseStream,
} from '../lib/index.js';
import { messagesRequest } from '../lib/payload/messages/messagesPayload.js';
import { geminiRequest } from '../lib/payload/gemini/geminiPayload.js';
import { isJsonObject } from '../lib/protocol/codec/json.js';
import { sameJson } from '../lib/protocol/codec/sameJson.js';
import { originOf } from '../lib/provider/originOf.js';

const SIZES = [1, 7, 64, 1460, Infinity];
const shared = resolve('../shared/streams');

type Wire = 'messages' | 'gemini';

const chunks = function* (bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
};

const transportOf = (bytes: Uint8Array, size: number): HttpTransport => ({
  stream: () =>
    of({
      status: 200,
      headers: new Headers({ 'content-type': 'text/event-stream' }),
      bytes: from(chunks(bytes, Math.min(size, bytes.length))),
    }),
});

const providers = {
  messages: createProvider({ name: 'Anthropic', baseUrl: 'https://api.anthropic.com/v1', wire: 'messages' }),
  gemini: createProvider({
    name: 'Gemini',
    baseUrl: 'https://generativelanguage.googleapis.com/v1beta',
    wire: 'gemini',
  }),
};

const open = (wire: Wire, transport: HttpTransport): ResponseStream =>
  wire === 'messages'
    ? new MessagesClient({ provider: providers.messages, transport }).stream({})
    : new GeminiClient({ provider: providers.gemini, transport }).stream('m', {});

type Seen = ResponseEvent | { readonly type: 'error'; readonly error: unknown };

const play = (wire: Wire, bytes: Uint8Array, size: number): Promise<Seen[]> => {
  const seen$: Observable<Seen> = open(wire, transportOf(bytes, size)).pipe(
    catchError((error: unknown) => of({ type: 'error' as const, error })),
  );
  return lastValueFrom(seen$.pipe(toArray()), { defaultValue: [] });
};

const text = (events: readonly Seen[], type: string): string =>
  events.map((event) => (event.type === type && 'delta' in event ? event.delta : '')).join('');

const itemsIn = (events: readonly Seen[]): readonly ResponseItem[] =>
  events.flatMap((event) => (event.type === 'output_item_done' ? [event.item] : []));

const parsed = (json: string): unknown => {
  try {
    return JSON.parse(json);
  } catch {
    return json;
  }
};

/** The item list through JSON and back, as a program that saves its history would do. */
const saved = (items: readonly ResponseItem[]): readonly ResponseItem[] => {
  const json: unknown = JSON.parse(JSON.stringify(items));
  return Array.isArray(json) ? json.filter(ResponseItem.is) : [];
};

const list = (value: unknown): readonly JsonObject[] => (Array.isArray(value) ? value.filter(isJsonObject) : []);

const partsSent = (wire: Wire, items: readonly ResponseItem[]): readonly JsonObject[] => {
  const target = { origin: originOf(providers[wire]) };
  const input = [...saved(items), userMessage('next')];
  const answer = (parts: readonly JsonObject[]) => parts.slice(0, -1);
  if (wire === 'messages') {
    const { messages } = messagesRequest('m', { input }, {}, target);
    return answer(list(messages).flatMap((message) => list(message['content'])));
  }
  const { contents } = geminiRequest('gemini-2.5', { input }, {}, target);
  return answer(list(contents).flatMap((content) => list(content['parts'])));
};

/** The recorded parts as they go back: texts joined where no signature keeps them apart, partial calls joined. */
const joined = (parts: readonly JsonObject[]): readonly JsonObject[] => {
  const result: JsonObject[] = [];
  for (const part of parts) {
    const last = result.at(-1);
    if (part['thought'] === true && part['thoughtSignature'] === undefined) continue;
    const isPlain = (given: JsonObject | undefined) =>
      given !== undefined && typeof given['text'] === 'string' && given['thoughtSignature'] === undefined;
    if (isPlain(part) && part['text'] === '') continue;
    if (isPlain(part) && isPlain(last)) result.splice(-1, 1, { text: String(last?.['text']) + String(part['text']) });
    else if (Object.keys(part).length === 1 && part['thoughtSignature'] !== undefined)
      result.push({ text: '', ...part });
    else result.push(part);
  }
  return result;
};

const OUTCOMES: Readonly<Record<string, string>> = {
  complete: 'completed',
  paused: 'completed',
  cut: 'incomplete',
  filtered: 'incomplete',
  'unknown-finish-reason': 'incomplete',
  error: 'error',
  failed: 'error',
  truncated: 'error',
};

const faultsOf = (wire: Wire, expected: JsonObject, events: readonly Seen[]): readonly string[] => {
  const faults: string[] = [];
  const same = (what: string, got: unknown, wanted: unknown) => {
    if (!sameJson(got, wanted))
      faults.push(
        `${what}: got ${JSON.stringify(got).slice(0, 600)}\n      wanted ${JSON.stringify(wanted).slice(0, 600)}`,
      );
  };
  const last = events.at(-1);
  const outcome = last?.type === 'completed' ? last.status : last?.type;
  same('outcome', outcome, OUTCOMES[String(expected['idealOutcome'])]);
  if (last?.type === 'error' && !isApiError(last.error)) faults.push(`no ApiError: ${String(last.error)}`);
  same('text', text(events, 'output_text_delta'), expected['outputText']);
  same(
    'reasoning',
    text(events, wire === 'messages' ? 'reasoning_content_delta' : 'reasoning_summary_delta'),
    expected['reasoningText'],
  );
  const items = itemsIn(events);
  const calls = items.flatMap((item) =>
    item.type === 'function_call' ? [{ name: item.name, arguments: parsed(item.arguments) }] : [],
  );
  same(
    'calls',
    calls,
    list(expected['toolCalls']).map(({ name, arguments: args, argumentsText: given }) => ({
      name,
      arguments: args ?? given ?? {},
    })),
  );
  const model = events.flatMap((event) => (event.type === 'server_model' ? [event.model] : []))[0];
  same('model', model ?? null, expected['model'] ?? null);
  if (last?.type === 'completed') {
    same('response id', last.response_id, expected['responseId'] ?? '');
    same(
      'finish reason',
      last.finish_reason ?? null,
      expected['stopReason'] ?? expected['finishReason'] ?? expected['blockReason'] ?? null,
    );
    const usage = isJsonObject(expected['usage']) ? expected['usage'] : {};
    const count = (key: string) => (typeof usage[key] === 'number' ? usage[key] : 0);
    const output =
      wire === 'messages' ? count('output_tokens') : count('candidatesTokenCount') + count('thoughtsTokenCount');
    const input =
      wire === 'messages'
        ? count('input_tokens') + count('cache_creation_input_tokens') + count('cache_read_input_tokens')
        : count('promptTokenCount') + count('toolUsePromptTokenCount');
    same('input tokens', last.token_usage?.input_tokens ?? 0, input);
    same('output tokens', last.token_usage?.output_tokens ?? 0, output);
    const content = expected['assistantContent'] ?? expected['modelParts'];
    const isWhole = !list(expected['toolCalls']).some(
      ({ streamed, argumentsValid }) => streamed === true || argumentsValid === false,
    );
    if (Array.isArray(content) && isWhole)
      same('sent back', partsSent(wire, items), wire === 'messages' ? list(content) : joined(list(content)));
  }
  return faults;
};

if (!existsSync(shared)) {
  console.log('streams: skipped, there is no ../shared/streams here');
} else {
  let bad = 0;
  let count = 0;
  for (const [folder, wire] of [
    ['anthropic', 'messages'],
    ['gemini', 'gemini'],
  ] as const)
    for (const file of readdirSync(join(shared, folder)).filter((name) => name.endsWith('.sse'))) {
      const path = join(shared, folder, file);
      const bytes = new Uint8Array(readFileSync(path));
      const expected: unknown = JSON.parse(readFileSync(path.replace(/sse$/, 'expected.json'), 'utf8'));
      for (const size of SIZES) {
        count++;
        const faults = faultsOf(wire, isJsonObject(expected) ? expected : {}, await play(wire, bytes, size));
        if (faults.length === 0) continue;
        bad++;
        if (size === Infinity)
          console.log(`${folder}/${basename(file)}, chunks of ${size}:\n    ${faults.join('\n    ')}`);
      }
    }
  console.log(`streams: ${count - bad} of ${count} as expected`);
  process.exitCode = bad === 0 ? 0 : 1;
}
