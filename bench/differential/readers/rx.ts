import { catchError, lastValueFrom, of, toArray, type Observable } from 'rxjs';
import {
  ChatClient,
  createProvider,
  fetchTransport,
  GeminiClient,
  MessagesClient,
  ResponsesClient,
  type ResponseEvent,
  type ResponseStream,
  type TokenUsage,
} from '../../../lib/index.js';
import { parsed, playing, type Read, type Reader, type Reading, type ReadUsage, type Wire } from '../Reading.js';

type Seen = ResponseEvent | { readonly type: 'failed' };

const open = (wire: Wire, bytes: Uint8Array): ResponseStream => {
  const provider = createProvider({ name: 'p', baseUrl: 'https://p.test/v1', wire, retry: { maxAttempts: 0 } });
  const options = { provider, transport: fetchTransport({ fetch: playing(bytes) }) };
  switch (wire) {
    case 'responses':
      return new ResponsesClient(options).streamPrompt('m', 'x');
    case 'chat':
      return new ChatClient(options).streamPrompt('m', 'x');
    case 'messages':
      return new MessagesClient(options).streamPrompt('m', 'x');
    case 'gemini':
      return new GeminiClient(options).streamPrompt('m', 'x');
  }
};

const usageOf = (usage: TokenUsage | null | undefined): ReadUsage | null =>
  usage
    ? {
        input: usage.input_tokens,
        output: usage.output_tokens,
        total: usage.total_tokens,
        cached: usage.cached_input_tokens,
        reasoning: usage.reasoning_output_tokens,
      }
    : null;

const readingOf = (events: readonly Seen[]): Reading => {
  const last = events.at(-1);
  const end = last?.type === 'completed' ? last : undefined;
  return {
    text: events.map((event) => (event.type === 'output_text_delta' ? event.delta : '')).join(''),
    calls: events.flatMap((event) =>
      event.type === 'output_item_done' && event.item.type === 'function_call'
        ? [{ id: event.item.call_id, name: event.item.name, input: parsed(event.item.arguments) }]
        : [],
    ),
    usage: usageOf(end?.token_usage),
    status: end?.status ?? 'failed',
    finish: end?.finish_reason ?? null,
  };
};

const read =
  (wire: Wire): Read =>
  async (bytes) => {
    const seen$: Observable<Seen> = open(wire, bytes).pipe(catchError(() => of({ type: 'failed' } as const)));
    return readingOf(await lastValueFrom(seen$.pipe(toArray()), { defaultValue: [] }));
  };

/** Reads with codex-rx. */
export const rx = {
  responses: read('responses'),
  chat: read('chat'),
  messages: read('messages'),
  gemini: read('gemini'),
} as const satisfies Reader;
