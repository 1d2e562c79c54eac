import type { HistoryChange } from '../answer/history/HistoryChange.js';
import { validHistory } from '../answer/validHistory.js';
import { inputItems } from '../payload/inputItems.js';
import { readPrompt } from '../payload/readPrompt.js';
import { checkOptionNames } from './checkOptionNames.js';
import { buildError } from '../protocol/errors/ApiError.js';
import { itemsFor } from '../protocol/opaqueState.js';
import type { Prompt } from '../protocol/Prompt.js';
import type { ResponseItem } from '../protocol/ResponseItem.js';

/** Options for the check of a conversation that is sent. */
export interface HistoryOptions {
  /**
   * Sends the conversation only if it needs no change to be valid. By default, `validHistory` leaves out or repairs
   * what servers refuse, e.g. a call without an output. With `true`, such an item is a `build` error, which names it.
   * Default: false.
   */
  readonly strictHistory?: boolean | undefined;
}

/** The options of a request that decide which history is valid. */
export interface Continuing extends HistoryOptions {
  /** The response that the request continues: it may hold the calls of outputs. */
  readonly previousResponseId?: string | undefined;
  /** The conversation that the server keeps. */
  readonly conversation?: string | undefined;
}

const REASONS: Readonly<Record<HistoryChange['type'], string>> = {
  call_without_output: 'is a call without an output: add its output behind it',
  output_without_call: 'is an output without a call: add its call before it',
  reasoning_without_item: 'is reasoning that no item of its answer follows: leave it out',
  empty_message: 'is a message of the assistant without content: leave it out',
  moved_output: 'is an output that does not stand right behind the calls of its answer: move it there',
  invalid_arguments: 'is a call whose arguments are no JSON object: correct them',
  repeated_call_id: 'is a call with the id of an earlier call: give it another id',
};

const describe = ({ type, index, item }: HistoryChange): string => `input[${index}] (${item.type}) ${REASONS[type]}`;

/** The provider that receives a conversation. */
interface Receiver {
  /** The name by which items remember the provider. */
  readonly origin: string;
  /** The API of the request, if items of an unknown type carry its name. */
  readonly wire?: 'messages' | 'gemini' | undefined;
}

/** The items without what only another provider can read. What depended on it, such as lone reasoning, is left out too. */
const itemsOf = (items: readonly ResponseItem[], { origin, wire }: Receiver, continues: boolean) => {
  const own = itemsFor(origin, items, wire);
  return own.length === items.length && own.every((item, index) => item === items[index])
    ? items
    : validHistory(own, { continues }).items;
};

/**
 * The items of a conversation in the form that servers accept: see `validHistory`. Throws if `strictHistory` forbids a
 * change.
 */
export const validItems = (
  input: Prompt['input'],
  { strictHistory = false, previousResponseId, conversation }: Continuing,
  receiver: Receiver,
): readonly ResponseItem[] => {
  const continues = (previousResponseId ?? conversation) !== undefined;
  const { items, changes } = validHistory(inputItems(input), { continues });
  if (strictHistory && changes.length > 0)
    throw buildError(`strictHistory: ${changes.map(describe).join('; ')}, or leave strictHistory out`);
  return itemsOf(items, receiver, continues);
};

/** The prompt with a valid conversation for a provider. Throws a `build` error for a value or option that is not valid. */
export const validPrompt = (prompt: string | Prompt, options: Continuing, receiver: Receiver): Prompt => {
  checkOptionNames(options);
  const { input, ...others } = readPrompt(prompt);
  return typeof input === 'string' ? { ...others, input } : { ...others, input: validItems(input, options, receiver) };
};
