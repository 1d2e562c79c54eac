import * as t from 'io-ts';
import { jsonExcerpt } from '../../protocol/errors/errorBody.js';
import { isJsonObject } from '../../protocol/codec/json.js';
import { openUnion, type Other } from '../../protocol/codec/openUnion.js';
import { ThreadItem } from './ThreadItem.js';
import { Usage } from './Usage.js';

/** The reason for a failed turn. The message comes from the program and may be the JSON of a server's error. */
export interface ThreadError {
  readonly message: string;
}

/** The first event of every turn. `thread_id` is the id for `resumeThread`. */
export interface ThreadStartedEvent {
  readonly type: 'thread.started';
  readonly thread_id: string;
}

/** The start of the agent's work. */
export interface TurnStartedEvent {
  readonly type: 'turn.started';
}

/** The last event of a turn that succeeded. */
export interface TurnCompletedEvent {
  readonly type: 'turn.completed';
  readonly usage: Usage;
}

/** The last event of a turn that failed. */
export interface TurnFailedEvent {
  readonly type: 'turn.failed';
  readonly error: ThreadError;
}

/** The first state of an item. */
export interface ItemStartedEvent {
  readonly type: 'item.started';
  readonly item: ThreadItem;
}

/** A later state of an item. */
export interface ItemUpdatedEvent {
  readonly type: 'item.updated';
  readonly item: ThreadItem;
}

/** The last state of an item. Many kinds of items have only this state. */
export interface ItemCompletedEvent {
  readonly type: 'item.completed';
  readonly item: ThreadItem;
}

/** A report of a problem during the turn, e.g. `Reconnecting... 1/5`. It does not end the turn. */
export interface ThreadErrorEvent {
  readonly type: 'error';
  readonly message: string;
}

/**
 * An event of the agent: one line of the output of `codex exec`. An event of an unknown type is kept as `{ type:
 * 'other', raw }`.
 */
export type ThreadEvent =
  | ThreadStartedEvent
  | TurnStartedEvent
  | TurnCompletedEvent
  | TurnFailedEvent
  | ItemStartedEvent
  | ItemUpdatedEvent
  | ItemCompletedEvent
  | ThreadErrorEvent
  | Other;

const isThreadError = (value: unknown): value is ThreadError =>
  isJsonObject(value) && typeof value['message'] === 'string';

/** Decodes any value, like the codec for `Usage`: an unreadable message must not hide the end of the turn. */
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

/** The codec for `ThreadEvent`. */
export const ThreadEvent: t.Type<ThreadEvent, unknown> = openUnion('ThreadEvent', {
  'thread.started': ThreadStartedEvent,
  'turn.started': TurnStartedEvent,
  'turn.completed': TurnCompletedEvent,
  'turn.failed': TurnFailedEvent,
  'item.started': ItemStartedEvent,
  'item.updated': ItemUpdatedEvent,
  'item.completed': ItemCompletedEvent,
  error: ThreadErrorEvent,
});

/** Returns whether an event ends the turn. The program's exit code is not considered. */
export const endsTurn = (event: ThreadEvent): event is TurnCompletedEvent | TurnFailedEvent =>
  event.type === 'turn.completed' || event.type === 'turn.failed';
