import type { Setting } from '../job.js';
import { KEY, MODEL, PROMPT, type Contender } from './Contender.js';
import { loop } from './loop.js';

interface ResponsesEvent {
  readonly type: string;
  readonly delta?: unknown;
}

interface ChatChunk {
  readonly choices: readonly { readonly delta: { readonly content?: string | null } }[];
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
    create(body: ResponsesBody): PromiseLike<AsyncIterable<ResponsesEvent>>;
    stream(body: ResponsesBody): AsyncIterable<ResponsesEvent>;
  };
  readonly chat: {
    readonly completions: {
      create(body: ChatBody): PromiseLike<AsyncIterable<ChatChunk>>;
      stream(body: ChatBody): AsyncIterable<ChatChunk>;
    };
  };
}

/** What the package's client is made with. */
export const sdkOptions = ({ baseUrl }: Setting) => ({ baseURL: baseUrl, apiKey: KEY, maxRetries: 0 });

const textOfEvent = ({ type, delta }: ResponsesEvent): string | undefined =>
  type === 'response.output_text.delta' && typeof delta === 'string' ? delta : undefined;
const textOfChunk = ({ choices }: ChatChunk): string | undefined => choices[0]?.delta.content ?? undefined;

const responsesBody: ResponsesBody = { model: MODEL, input: PROMPT, stream: true };
const chatBody = (): ChatBody => ({ model: MODEL, messages: [{ role: 'user', content: PROMPT }], stream: true });

/** `create({ stream: true })`, the raw iteration. */
export const created = ({ responses, chat }: Sdk, { wire }: Setting): Contender =>
  wire === 'chat'
    ? loop(() => chat.completions.create(chatBody()), textOfChunk)
    : loop(() => responses.create(responsesBody), textOfEvent);

/** `.stream()`, the helper that puts the answer together while it comes. */
export const helped = ({ responses, chat }: Sdk, { wire }: Setting): Contender =>
  wire === 'chat'
    ? loop(() => chat.completions.stream(chatBody()), textOfChunk)
    : loop(() => responses.stream(responsesBody), textOfEvent);
