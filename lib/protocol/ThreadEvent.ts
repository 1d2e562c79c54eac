import * as t from 'io-ts';
import { jsonExcerpt } from './ErrorBody.js';
import { isJsonObject } from './json.js';
import { openUnion } from './openUnion.js';
import { ThreadItem } from './ThreadItem.js';
import { Usage } from './Usage.js';

/** Why a turn failed, in the program's words, which may be JSON that a server said. */
export interface ThreadError {
  readonly message: string;
}

const isThreadError = (value: unknown): value is ThreadError =>
  isJsonObject(value) && typeof value['message'] === 'string';

/** Reads anything, for the reason that `Usage` does. */
const ThreadError = new t.Type<ThreadError, unknown>(
  'ThreadError',
  isThreadError,
  (value) => t.success(isThreadError(value) ? { message: value.message } : { message: jsonExcerpt(value) }),
  t.identity,
);

const ThreadStartedEvent = t.type({ type: t.literal('thread.started'), thread_id: t.string });
const TurnStartedEvent = t.type({ type: t.literal('turn.started') });
const TurnCompletedEvent = t.type({ type: t.literal('turn.completed'), usage: Usage });
const TurnFailedEvent = t.type({ type: t.literal('turn.failed'), error: ThreadError });
const ItemStartedEvent = t.type({ type: t.literal('item.started'), item: ThreadItem });
const ItemUpdatedEvent = t.type({ type: t.literal('item.updated'), item: ThreadItem });
const ItemCompletedEvent = t.type({ type: t.literal('item.completed'), item: ThreadItem });
const ThreadErrorEvent = t.type({ type: t.literal('error'), message: t.string });

/**
 * One line that `codex exec` writes. An event of a kind that this version does not know is kept as
 * `{ type: 'other', raw }`. Source: seed 001, "事件系统"; reliability.md 6.
 */
export const ThreadEvent = openUnion('ThreadEvent', {
  'thread.started': ThreadStartedEvent,
  'turn.started': TurnStartedEvent,
  'turn.completed': TurnCompletedEvent,
  'turn.failed': TurnFailedEvent,
  'item.started': ItemStartedEvent,
  'item.updated': ItemUpdatedEvent,
  'item.completed': ItemCompletedEvent,
  error: ThreadErrorEvent,
});
export type ThreadEvent = t.TypeOf<typeof ThreadEvent>;

/** The first event of every turn: `thread_id` is what `resumeThread` takes. */
export type ThreadStartedEvent = Extract<ThreadEvent, { type: 'thread.started' }>;
export type TurnStartedEvent = Extract<ThreadEvent, { type: 'turn.started' }>;
/** The last event of a turn that went well. */
export type TurnCompletedEvent = Extract<ThreadEvent, { type: 'turn.completed' }>;
/** The last event of a turn that failed. */
export type TurnFailedEvent = Extract<ThreadEvent, { type: 'turn.failed' }>;
export type ItemStartedEvent = Extract<ThreadEvent, { type: 'item.started' }>;
export type ItemUpdatedEvent = Extract<ThreadEvent, { type: 'item.updated' }>;
export type ItemCompletedEvent = Extract<ThreadEvent, { type: 'item.completed' }>;
/** A report on the way, e.g. `Reconnecting... 1/5`: it does not end the turn. */
export type ThreadErrorEvent = Extract<ThreadEvent, { type: 'error' }>;

/** True for the two events that end a turn; nothing else does, not even the exit code. */
export const endsTurn = (event: ThreadEvent): event is TurnCompletedEvent | TurnFailedEvent =>
  event.type === 'turn.completed' || event.type === 'turn.failed';
