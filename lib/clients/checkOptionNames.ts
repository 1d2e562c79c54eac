import { buildError } from '../protocol/errors/ApiError.js';
import type { ChatBodyOptions } from '../payload/chat/ChatBodyOptions.js';
import type { GeminiBodyOptions } from '../payload/gemini/GeminiBodyOptions.js';
import type { MessagesBodyOptions } from '../payload/messages/MessagesBodyOptions.js';
import type { ResponsesBodyOptions } from '../payload/responses/ResponsesBodyOptions.js';
import { firstUnknown } from '../protocol/unknownName.js';
import { expectOptions } from './expectOptions.js';
import type { RequestOptions } from './RequestOptions.js';

/** The names of the options of all APIs. */
type OptionName =
  | keyof (ChatBodyOptions & GeminiBodyOptions & MessagesBodyOptions & ResponsesBodyOptions & RequestOptions)
  | 'cancelOnUnsubscribe'
  | 'strictHistory';

const NAMES = {
  background: true,
  cacheControl: true,
  cachedContent: true,
  cancelOnUnsubscribe: true,
  compression: true,
  conversation: true,
  conversationId: true,
  extraHeaders: true,
  frames: true,
  frequencyPenalty: true,
  include: true,
  includeUsage: true,
  maxOutputTokens: true,
  modelParameters: true,
  onCursor: true,
  presencePenalty: true,
  previousResponseId: true,
  promptCacheKey: true,
  reasoning: true,
  reasoningKey: true,
  safetySettings: true,
  seed: true,
  serviceTier: true,
  sessionSource: true,
  signal: true,
  stop: true,
  storeOverride: true,
  strictHistory: true,
  temperature: true,
  text: true,
  thinking: true,
  toolChoice: true,
  topP: true,
  turnState: true,
} as const satisfies Readonly<Record<OptionName, true>>;

/** The right names for those that other libraries have. */
const INSTEAD: ReadonlyMap<string, string> = new Map([
  ['maxTokens', 'write maxOutputTokens'],
  ['maxCompletionTokens', 'write maxOutputTokens'],
  ['headers', 'write extraHeaders'],
  ['abortSignal', 'write signal'],
  ['store', 'write storeOverride'],
  ['stopSequences', 'write stop'],
  ['effort', 'write reasoning: { effort }'],
  ...(['instructions', 'input', 'tools', 'parallelToolCalls', 'outputSchema'] as const).map(
    (name) => [name, `it is a member of the prompt: streamPrompt(model, { input, ${name} })`] as const,
  ),
  ['system', 'write it in the prompt: streamPrompt(model, { input, instructions })'],
]);

/**
 * Checks the names of the options of a request: plain JavaScript may misspell one, which would be ignored silently. An
 * option that only another API has is accepted.
 *
 * @throws a `build` error whose message names the right option.
 */
export const checkOptionNames = (options: object): void => {
  expectOptions(options);
  const name = firstUnknown(options, (known) => Object.hasOwn(NAMES, known));
  if (name === undefined) return;
  const instead = INSTEAD.get(name) ?? `write { modelParameters: { ${name} } } to send it to the server`;
  throw buildError(`${JSON.stringify(name)} is no option; ${instead}`);
};
