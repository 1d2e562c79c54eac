import { definedMembers } from '../protocol/codec/definedMembers.js';
import type { Answer, AnswerMessage, AnswerReasoning } from './Answer.js';
import type { AnswerEvent } from './AnswerEvent.js';
import type { ApiError } from '../protocol/errors/ApiError.js';
import { apiErrorData } from '../protocol/errors/apiErrorData.js';
import { isMetadata } from './isMetadata.js';
import type { RateLimitSnapshot } from '../protocol/RateLimitSnapshot.js';
import type { TokenUsage } from '../protocol/TokenUsage.js';
import { itemFold } from './itemFold.js';
import type { ItemLists } from './items/itemLists.js';
import { NO_ENTRIES } from './items/changingList.js';

/**
 * An answer while it is received. A state machine without RxJS; create one per subscription. Every snapshot is
 * immutable.
 */
export interface AnswerFold {
  /** Applies an event and returns the snapshot, which is the same object if nothing has changed. */
  onEvent(event: AnswerEvent): Answer;
  /** Applies the failure of the stream. */
  onError(error: ApiError): Answer;
  /** Applies the end of the stream. */
  onEnd(): Answer;
}

/** The snapshot before the first event. */
export const WAITING: Answer = {
  status: 'waiting',
  items: NO_ENTRIES,
  messages: NO_ENTRIES,
  final: undefined,
  text: '',
  refusal: '',
  reasoning: '',
  tool_calls: NO_ENTRIES,
  token_usage: null,
  response_id: '',
  finish_reason: undefined,
  server_model: undefined,
  rate_limits: {},
  error: undefined,
  retry: undefined,
};

/**
 * Joins the texts of a list whose last entry grows. The text of the others is kept, and so is that of the whole: engines
 * share the parts of strings that are joined by `+`.
 *
 * @param list.takeChange returns the first entry that has changed since the last call.
 */
const joining = <T>(textOf: (entry: T) => string, between = '') => {
  let counted = 0;
  let before = '';
  const append = (all: string, entry: T): string => {
    const text = textOf(entry);
    return all === '' || text === '' ? all + text : all + between + text;
  };
  return (entries: readonly T[], changed: number): string => {
    const end = Math.max(0, entries.length - 1);
    if (changed < counted || end < counted) [counted, before] = [0, ''];
    before = entries.slice(counted, end).reduce(append, before);
    counted = end;
    return entries.slice(end).reduce(append, before);
  };
};

const withPart = (all: string, part: string): string => (all === '' ? part : all + '\n\n' + part);

/** Creates a reader of the text of reasoning. It joins the parts of a summary before the latest once: there may be many. */
const thoughtReader = () => {
  let known: readonly string[] = [];
  let counted = 0;
  let before = ''; // the text of the counted parts
  return ({ text, summary }: AnswerReasoning): string => {
    if (text !== '') return text;
    const end = Math.max(0, summary.length - 1);
    let same = 0;
    while (same < counted && same < end && known[same] === summary[same]) same++;
    if (same < counted) [counted, before] = [0, ''];
    before = summary.slice(counted, end).reduce(withPart, before);
    [known, counted] = [summary, end];
    return summary.slice(end).reduce(withPart, before);
  };
};

/** Returns the final message: the last one that is not a comment between steps. */
const finalOf = (messages: readonly AnswerMessage[]): AnswerMessage | undefined => {
  for (let index = messages.length - 1; index >= 0; index--) {
    const message = messages[index];
    if (message?.phase !== 'commentary') return message;
  }
  return messages.at(-1);
};

/** The members of the snapshot that are derived from the items. A member whose items have not changed is left out. */
const derived = ({ all, messages, reasonings, calls }: ItemLists) => {
  const textOf = joining(({ text }: AnswerMessage) => text, '\n\n');
  const refusalOf = joining(({ refusal }: AnswerMessage) => refusal);
  const reasoningOf = joining(thoughtReader(), '\n\n');
  const ofMessages = (): Partial<Answer> => {
    const [copy, changed] = [messages.copy(), messages.takeChange()];
    return {
      messages: copy,
      final: finalOf(copy),
      text: textOf(copy, changed),
      refusal: refusalOf(copy, changed),
    };
  };
  let thoughts = reasonings.copy();
  const ofReasonings = (): Partial<Answer> => {
    thoughts = reasonings.copy();
    return { reasoning: reasoningOf(thoughts, reasonings.takeChange()) };
  };
  return (before: Answer): Partial<Answer> => {
    const items = all.copy();
    if (items === before.items) return {};
    return {
      items,
      ...(messages.copy() === before.messages ? {} : ofMessages()),
      ...(reasonings.copy() === thoughts ? {} : ofReasonings()),
      ...(calls.copy() === before.tool_calls ? {} : { tool_calls: calls.copy() }),
    };
  };
};

const sumOf = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined ? b : a + (b ?? 0);

const sum = (a: TokenUsage | null, b: TokenUsage | null): TokenUsage | null =>
  a === null || b === null
    ? (a ?? b)
    : {
        input_tokens: a.input_tokens + b.input_tokens,
        cached_input_tokens: a.cached_input_tokens + b.cached_input_tokens,
        output_tokens: a.output_tokens + b.output_tokens,
        reasoning_output_tokens: a.reasoning_output_tokens + b.reasoning_output_tokens,
        total_tokens: a.total_tokens + b.total_tokens,
        ...definedMembers({
          cache_write_input_tokens: sumOf(a.cache_write_input_tokens, b.cache_write_input_tokens),
          cost: sumOf(a.cost, b.cost),
        }),
      };

/** The maximum number of families of rate limits in a snapshot. Servers have a handful. */
const MAX_FAMILIES = 100;

/** Adds rate limits. Each snapshot has a copy of them, so further families are left out. */
const withLimits = (known: Answer['rate_limits'], snapshot: RateLimitSnapshot): Partial<Answer> => {
  const isNew = !Object.hasOwn(known, snapshot.limit_id);
  if (isNew && Object.keys(known).length >= MAX_FAMILIES) return {};
  return { rate_limits: { ...known, [snapshot.limit_id]: snapshot } };
};

/**
 * Combines the events of an answer, or of all steps (requests) of a tool loop, into snapshots. Of the work per event,
 * only the copy of the list of items grows with their number, and none with the length of their text.
 */
export const answerFold = (): AnswerFold => {
  const items = itemFold();
  const derive = derived(items.lists);
  let answer = WAITING;

  const change = (changes: Partial<Answer>): Answer => (answer = { ...answer, ...changes });

  /** Removes the mark of a queued response: the member is absent without it. */
  const leaveQueue = (): void => {
    const { queued: _queued, ...rest } = answer;
    answer = rest;
  };

  /** The members of the snapshot that an event changes besides the items. */
  const otherChanges = (event: AnswerEvent): Partial<Answer> => {
    switch (event.type) {
      case 'queued':
        return { queued: true };
      case 'server_model':
        return { server_model: event.model };
      case 'rate_limits':
        return withLimits(answer.rate_limits, event.snapshot);
      case 'completed':
        return {
          status: event.status,
          response_id: event.response_id,
          token_usage: sum(answer.token_usage, event.token_usage),
          finish_reason: event.finish_reason,
        };
      case 'reset':
        return { status: 'retrying', retry: { attempt: event.attempt, max: event.max, delay: event.delay } };
      default:
        return {};
    }
  };

  return {
    onEvent: (event) => {
      items.onEvent(event);
      if (answer.queued === true && !isMetadata(event) && event.type !== 'queued') leaveQueue();
      const begins = !isMetadata(event) && answer.status !== 'streaming';
      const changes = {
        ...(begins ? ({ status: 'streaming', retry: undefined, finish_reason: undefined } as const) : {}),
        ...derive(answer),
        ...otherChanges(event),
      };
      return Object.keys(changes).length === 0 ? answer : change(changes);
    },
    onError: (error) => {
      leaveQueue();
      return change({ status: 'failed', retry: undefined, error: apiErrorData(error) });
    },
    onEnd: () =>
      answer.status === 'completed' || answer.status === 'incomplete'
        ? answer
        : change({ status: 'stopped', retry: undefined }),
  };
};
