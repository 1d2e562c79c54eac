import { definedMembers } from '../protocol/codec/definedMembers.js';
import type { Answer, AnswerItem, AnswerMessage, AnswerReasoning, AnswerToolCall } from './Answer.js';
import type { AnswerEvent } from './AnswerEvent.js';
import type { ApiError } from '../protocol/errors/ApiError.js';
import { apiErrorData } from '../protocol/errors/apiErrorData.js';
import { isMetadata } from './isMetadata.js';
import type { TokenUsage } from '../protocol/TokenUsage.js';
import { itemFold, NO_ITEMS } from './itemFold.js';

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
  items: NO_ITEMS,
  messages: [],
  final: undefined,
  text: '',
  refusal: '',
  reasoning: '',
  tool_calls: [],
  token_usage: null,
  response_id: '',
  finish_reason: undefined,
  server_model: undefined,
  rate_limits: {},
  error: undefined,
  retry: undefined,
};

// `+` and not `join`: engines then share the long strings instead of copying them for every delta.
const concat = (texts: readonly string[], between = ''): string =>
  texts.reduce((all, text) => (all === '' ? text : all + between + text), '');

const thoughtIn = ({ text, summary }: AnswerReasoning): string => (text === '' ? concat(summary, '\n\n') : text);

const isAnswer = (item: AnswerItem): item is AnswerMessage => item.type === 'message' && item.role === 'assistant';
const isThought = (item: AnswerItem): item is AnswerReasoning => item.type === 'reasoning';
const isCall = (item: AnswerItem): item is AnswerToolCall => item.type === 'tool_call';

const sameList = <T>(a: readonly T[], b: readonly T[]): boolean =>
  a.length === b.length && a.every((each, place) => each === b[place]);

/** The members of the snapshot that are derived from the items. A member whose items have not changed is left out. */
const saying = (items: readonly AnswerItem[], before: Answer): Partial<Answer> => {
  const changed = <T extends AnswerItem>(is: (item: AnswerItem) => item is T): readonly T[] | undefined => {
    const now = items.filter(is);
    return sameList(now, before.items.filter(is)) ? undefined : now;
  };
  const messages = changed(isAnswer);
  const thoughts = changed(isThought);
  const calls = changed(isCall);
  return {
    items,
    ...(messages && {
      messages,
      final: finalOf(messages),
      text: concat(
        messages.map(({ text }) => text).filter((text) => text !== ''),
        '\n\n',
      ),
      refusal: concat(messages.map(({ refusal }) => refusal)),
    }),
    ...(thoughts && { reasoning: concat(thoughts.map(thoughtIn), '\n\n') }),
    ...(calls && { tool_calls: calls }),
  };
};

/** Returns the final message: the last one that is not a comment between steps. */
const finalOf = (messages: readonly AnswerMessage[]): AnswerMessage | undefined =>
  messages.filter(({ phase }) => phase !== 'commentary').at(-1) ?? messages.at(-1);

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

/**
 * Combines the events of an answer, or of all steps (requests) of a tool loop, into snapshots. The time per event grows
 * with the number of items, but not with the length of their text.
 */
export const answerFold = (): AnswerFold => {
  const items = itemFold();
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
        return { rate_limits: { ...answer.rate_limits, [event.snapshot.limit_id]: event.snapshot } };
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
      const listed = items.list();
      if (answer.queued === true && !isMetadata(event) && event.type !== 'queued') leaveQueue();
      const begins = !isMetadata(event) && answer.status !== 'streaming';
      const changes = {
        ...(begins ? ({ status: 'streaming', retry: undefined, finish_reason: undefined } as const) : {}),
        ...(listed === answer.items ? {} : saying(listed, answer)),
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
