import type { Setting } from '../job.js';
import { callSign, KEY, MODEL, PROMPT, type Contender } from './Contender.js';
import { loop } from './loop.js';

interface ResponsesEvent {
  readonly type: string;
  readonly delta?: unknown;
}

interface ChatChunk {
  readonly choices: readonly {
    readonly delta: {
      readonly content?: string | null;
      readonly tool_calls?: readonly { readonly index: number; readonly function?: { readonly arguments?: string } }[];
    };
  }[];
}

interface ResponsesHelper extends AsyncIterable<ResponsesEvent> {
  finalResponse(): Promise<{ readonly status?: string }>;
}

interface ToolCall {
  readonly type: string;
  readonly function?: { readonly name: string; readonly arguments: string };
}

interface ChatHelper extends AsyncIterable<ChatChunk> {
  finalMessage(): Promise<{ readonly tool_calls?: readonly ToolCall[] }>;
}

interface RequestOptions {
  readonly signal?: AbortSignal | undefined;
}

interface ResponsesBody {
  readonly model: string;
  readonly input: string;
  readonly stream: true;
}
interface ChatBody {
  model: string;
  messages: { role: 'user'; content: string }[];
  stream: true;
}

/** What both versions of the package have in common. */
export interface Sdk {
  readonly responses: {
    create(body: ResponsesBody, options: RequestOptions): PromiseLike<AsyncIterable<ResponsesEvent>>;
    stream(body: ResponsesBody, options: RequestOptions): ResponsesHelper;
  };
  readonly chat: {
    readonly completions: {
      create(body: ChatBody, options: RequestOptions): PromiseLike<AsyncIterable<ChatChunk>>;
      stream(body: ChatBody, options: RequestOptions): ChatHelper;
    };
  };
}

/** What the package's client is made with. */
export const sdkOptions = ({ baseUrl, idleTimeout }: Setting) => ({
  baseURL: baseUrl,
  apiKey: KEY,
  maxRetries: 0,
  timeout: idleTimeout,
});

const HABITS = { leftBy: 'signal', limitedBy: 'timeout' };

const textOfEvent = ({ type, delta }: ResponsesEvent): string | undefined =>
  type === 'response.output_text.delta' && typeof delta === 'string' ? delta : undefined;
const textOfChunk = ({ choices }: ChatChunk): string | undefined => choices[0]?.delta.content ?? undefined;

const eventSign = ({ type }: ResponsesEvent): string | undefined => (type === 'error' ? 'error event' : undefined);
/** The pieces of calls, as they are given: to put them together is left to whoever asked. */
const chunkSign = ({ choices }: ChatChunk): string | undefined =>
  choices[0]?.delta.tool_calls?.map((call) => `piece ${call.index}: ${call.function?.arguments ?? ''}`).join();

const responsesBody: ResponsesBody = { model: MODEL, input: PROMPT, stream: true };
const chatBody = (): ChatBody => ({ model: MODEL, messages: [{ role: 'user', content: PROMPT }], stream: true });

/** `create({ stream: true })`, the raw iteration. */
export const created = ({ responses, chat }: Sdk, { wire }: Setting): Contender =>
  wire === 'chat'
    ? loop((signal) => chat.completions.create(chatBody(), { signal }), textOfChunk, { ...HABITS, signOf: chunkSign })
    : loop((signal) => responses.create(responsesBody, { signal }), textOfEvent, { ...HABITS, signOf: eventSign });

/** `.stream()`, the helper that puts the answer together while it comes. */
export const helped = ({ responses, chat }: Sdk, { wire }: Setting): Contender =>
  wire === 'chat'
    ? loop((signal) => chat.completions.stream(chatBody(), { signal }), textOfChunk, {
        ...HABITS,
        lastSigns: async (answer) => {
          const { tool_calls } = await answer.finalMessage();
          return (tool_calls ?? []).map((call) => callSign(call.function?.name, call.function?.arguments));
        },
      })
    : loop((signal) => responses.stream(responsesBody, { signal }), textOfEvent, {
        ...HABITS,
        signOf: eventSign,
        lastSigns: async (answer) => [`finalResponse ${(await answer.finalResponse()).status ?? 'without status'}`],
      });
