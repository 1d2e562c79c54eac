import type { Answer } from '../../answer/Answer.js';
import { answerFold, WAITING, type AnswerFold } from '../../answer/answerFold.js';
import type { AnswerEvent } from '../../answer/AnswerEvent.js';
import { historyFold, type HistoryFold } from '../../answer/historyFold.js';
import { validHistory } from '../../answer/validHistory.js';
import { toApiError } from '../../protocol/errors/toApiError.js';
import type { ResponseItem } from '../../protocol/ResponseItem.js';
import type { ConversationSnapshot } from './ConversationSnapshot.js';
import type { ConversationState } from './ConversationState.js';

type Items = readonly ResponseItem[];

/** A request whose answer is being received. A new request is a new object. */
export interface CurrentRequest {
  readonly input: Items;
  /** The snapshots of the answer. */
  readonly answer: AnswerFold;
  /** The items that the answer adds to the history. */
  readonly received: HistoryFold;
}

/** The state of a conversation and of its request. Transitions return a new one. */
export interface ConversationMachine {
  readonly state: ConversationState;
  /** The number of items of the history that the last request sent. */
  readonly asked: number;
  readonly request: CurrentRequest | undefined;
}

/** One change of a conversation. It has no effect where it returns the machine that it was given. */
export type Transition = (machine: ConversationMachine) => ConversationMachine;

const isUserMessage = (item: ResponseItem | undefined): boolean => item?.type === 'message' && item.role === 'user';

/** The number of items up to the last message of the user. */
const askedIn = (history: Items): number => history.map(isUserMessage).lastIndexOf(true) + 1;

/** Requests an answer to a history. */
const ask = ({ state }: ConversationMachine, history: Items): ConversationMachine => {
  const { items } = validHistory(history);
  return {
    state: { ...state, history: items, answer: WAITING, busy: true },
    asked: items.length,
    request: { input: items, answer: answerFold(), received: historyFold() },
  };
};

const stopped = (answer: Answer | undefined): Answer | undefined =>
  answer === undefined || answer.status === 'completed' || answer.status === 'incomplete' || answer.status === 'failed'
    ? answer
    : { ...answer, status: 'stopped', retry: undefined };

/**
 * The history with the current answer, as far as it was received. Calls without an output stay only where the answer is
 * complete: then the caller sends their outputs.
 */
const historyWith = ({ state, request }: ConversationMachine): Items => {
  if (request === undefined) return state.history;
  const received = request.received.list();
  const pending = state.answer?.status === 'completed';
  return received.length === 0 ? state.history : validHistory([...state.history, ...received], { pending }).items;
};

/** Ends the current answer and keeps what was received of it. */
const end: Transition = (machine) => {
  const { state, request } = machine;
  if (request === undefined) return machine;
  const ended = (changes: Partial<ConversationState>): ConversationMachine => ({
    ...machine,
    state: { ...state, ...changes, busy: false },
    request: undefined,
  });
  try {
    return ended({ history: historyWith(machine), answer: stopped(state.answer) });
  } catch (cause) {
    return ended({ answer: request.answer.onError(toApiError(cause)) }); // an item of a form that no client emits
  }
};

/** Ends the current answer, then sends the input that is first in the queue. */
const endAndSendQueued: Transition = (machine) => {
  const ended = end(machine);
  const [next, ...queued] = ended.state.queued;
  if (ended === machine || next === undefined) return ended;
  return ask({ ...ended, state: { ...ended.state, queued } }, [...ended.state.history, ...next]);
};

export const initialMachine = (history: Items): ConversationMachine => ({
  state: { history, answer: undefined, busy: false, queued: [] },
  asked: askedIn(history),
  request: undefined,
});

export const restoredMachine = ({ history, queued, asked }: ConversationSnapshot): ConversationMachine => ({
  state: { history, answer: undefined, busy: false, queued },
  asked,
  request: undefined,
});

export const send =
  (input: Items): Transition =>
  (machine) => {
    const ended = end(machine);
    return ask(ended, [...ended.state.history, ...input]);
  };

export const stop: Transition = endAndSendQueued;

export const close: Transition = end;

export const queue =
  (input: Items): Transition =>
  (machine) =>
    machine.request === undefined
      ? send(input)(machine)
      : { ...machine, state: { ...machine.state, queued: [...machine.state.queued, input] } };

export const clearQueue: Transition = (machine) =>
  machine.state.queued.length === 0 ? machine : { ...machine, state: { ...machine.state, queued: [] } };

export const retry: Transition = (machine) =>
  machine.asked === 0 ? machine : ask(machine, machine.state.history.slice(0, machine.asked));

export const edit =
  (index: number, input: Items): Transition =>
  (machine) =>
    isUserMessage(machine.state.history[index])
      ? ask(machine, [...machine.state.history.slice(0, index), ...input])
      : machine;

export const replaceHistory =
  (given: Items): Transition =>
  (machine) => {
    const { items } = validHistory(given, { pending: true });
    const asked = machine.request === undefined ? askedIn(items) : items.length;
    return { ...machine, asked, state: { ...machine.state, history: items } };
  };

const withAnswer = (machine: ConversationMachine, answer: Answer): ConversationMachine =>
  machine.state.answer === answer ? machine : { ...machine, state: { ...machine.state, answer } };

/** An event of the answer to `request`. Like the two below, it has no effect once that is not the current request. */
export const receive =
  (request: CurrentRequest, event: AnswerEvent): Transition =>
  (machine) => {
    if (machine.request !== request) return machine;
    try {
      request.received.onEvent(event);
      return withAnswer(machine, request.answer.onEvent(event));
    } catch (cause) {
      return fail(request, cause)(machine); // a text beyond the longest string of the engine
    }
  };

/** The failure of the answer to `request`. */
export const fail =
  (request: CurrentRequest, cause: unknown): Transition =>
  (machine) =>
    machine.request === request
      ? endAndSendQueued(withAnswer(machine, request.answer.onError(toApiError(cause))))
      : machine;

/** The end of the answer to `request`. */
export const finish =
  (request: CurrentRequest): Transition =>
  (machine) =>
    machine.request === request ? endAndSendQueued(machine) : machine;

/** The items that a fork begins with: the first `length` items of the history. */
export const forkedHistory = ({ state: { history } }: ConversationMachine, length = history.length): Items => {
  const { items } = validHistory(length === history.length ? history : history.slice(0, length), { pending: true });
  return items;
};

export const snapshotOf = (machine: ConversationMachine): ConversationSnapshot => ({
  version: 1,
  history: historyWith(machine),
  queued: machine.state.queued,
  asked: machine.asked,
});
