import type { Answer, AnswerItem, AnswerMessage, AnswerReasoning, AnswerToolCall } from './Answer.js';
import type { AnswerEvent } from './AnswerEvent.js';
import type { ApiError } from '../protocol/errors/ApiError.js';
import { apiErrorData } from '../protocol/errors/apiErrorData.js';
import { isMetadata } from './isMetadata.js';
import type { TokenUsage } from '../protocol/TokenUsage.js';
import { itemFold, NO_ITEMS } from './itemFold.js';

/** An answer while it comes. A plain state machine: made per subscription. Every snapshot is immutable. */
export interface AnswerFold {
  /** Gives the snapshot as it stands; the same object where nothing has changed. */
  onEvent(event: AnswerEvent): Answer;
  /** The stream broke off. */
  onError(error: ApiError): Answer;
  /** The stream has ended. */
  onEnd(): Answer;
}

/** The answer to a question that was not yet asked. */
export const WAITING: Answer = {
  status: 'waiting',
  items: NO_ITEMS,
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

// `+` and not `join`: the engine then shares the long texts instead of copying them for every delta.
const concat = (texts: readonly string[], between = ''): string =>
  texts.reduce((all, text) => (all === '' ? text : all + between + text), '');

const thoughtIn = ({ text, summary }: AnswerReasoning): string => (text === '' ? concat(summary, '\n\n') : text);

const isAnswer = (item: AnswerItem): item is AnswerMessage => item.type === 'message' && item.role === 'assistant';
const isThought = (item: AnswerItem): item is AnswerReasoning => item.type === 'reasoning';
const isCall = (item: AnswerItem): item is AnswerToolCall => item.type === 'tool_call';

const sameList = <T>(a: readonly T[], b: readonly T[]): boolean =>
  a.length === b.length && a.every((each, place) => each === b[place]);

/** What the items say together. What none of its items has changed stays the very same, texts too. */
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
      text: concat(messages.map(({ text }) => text)),
      refusal: concat(messages.map(({ refusal }) => refusal)),
    }),
    ...(thoughts && { reasoning: concat(thoughts.map(thoughtIn), '\n\n') }),
    ...(calls && { tool_calls: calls }),
  };
};

const sum = (a: TokenUsage | null, b: TokenUsage | null): TokenUsage | null =>
  a === null || b === null
    ? (a ?? b)
    : {
        input_tokens: a.input_tokens + b.input_tokens,
        cached_input_tokens: a.cached_input_tokens + b.cached_input_tokens,
        output_tokens: a.output_tokens + b.output_tokens,
        reasoning_output_tokens: a.reasoning_output_tokens + b.reasoning_output_tokens,
        total_tokens: a.total_tokens + b.total_tokens,
      };

/**
 * Folds the events of an answer, or of the turns of a tool loop, into snapshots of it. An event costs as much as there
 * are items, however much they say. Source: design 7.
 */
export const answerFold = (): AnswerFold => {
  const items = itemFold();
  let answer = WAITING;

  const change = (changes: Partial<Answer>): Answer => (answer = { ...answer, ...changes });

  /** What an event says besides the items. */
  const aside = (event: AnswerEvent): Partial<Answer> => {
    switch (event.type) {
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
      const begins = !isMetadata(event) && answer.status !== 'streaming';
      const changes = {
        ...(begins ? ({ status: 'streaming', retry: undefined, finish_reason: undefined } as const) : {}),
        ...(listed === answer.items ? {} : saying(listed, answer)),
        ...aside(event),
      };
      return Object.keys(changes).length === 0 ? answer : change(changes);
    },
    onError: (error) => change({ status: 'failed', retry: undefined, error: apiErrorData(error) }),
    onEnd: () =>
      answer.status === 'completed' || answer.status === 'incomplete'
        ? answer
        : change({ status: 'stopped', retry: undefined }),
  };
};
