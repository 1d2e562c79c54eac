import * as t from 'io-ts';
import { jsonExcerpt } from '../../protocol/errors/errorBody.js';
import { isJsonObject } from '../../protocol/codec/json.js';
import { openUnion, type Other } from '../../protocol/codec/openUnion.js';
import { CodexErrorInfo } from './CodexErrorInfo.js';
import { AgentRequest } from './AgentRequest.js';
import { ThreadItem } from './ThreadItem.js';
import { Usage } from './Usage.js';

/** The reason for a failed turn. The message comes from the program and may be the JSON of a server's error. */
export interface ThreadError {
  readonly message: string;
  /** The program's name for the failure. `codex exec` reports none. */
  readonly info?: CodexErrorInfo;
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
  /**
   * The tokens of this turn. If the thread was resumed by its id over `exec`, the first turn reports the tokens of the
   * whole thread, because the program does not report what it had used before.
   */
  readonly usage: Usage;
  /** The tokens of the thread since its first turn. */
  readonly thread_usage?: Usage;
}

/** The last event of a turn that failed. */
export interface TurnFailedEvent {
  readonly type: 'turn.failed';
  readonly error: ThreadError;
}

/** The last event of a turn that was interrupted, e.g. because an approval was answered with `cancel`. App-server only. */
export interface TurnInterruptedEvent {
  readonly type: 'turn.interrupted';
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

/** The text that a delta belongs to. */
export type ItemDeltaKind = 'text' | 'reasoning' | 'reasoning_summary' | 'plan' | 'command_output';

/** A piece of an item's text, as it is generated. App-server only. */
export interface ItemDeltaEvent {
  readonly type: 'item.delta';
  readonly item_id: string;
  readonly kind: ItemDeltaKind;
  readonly delta: string;
  /** The part of the reasoning, from 0. */
  readonly index?: number;
}

/** The changes of all files in this turn so far, as a unified diff. App-server only. */
export interface TurnDiffEvent {
  readonly type: 'turn.diff';
  readonly diff: string;
}

/** The agent waits for an approval or for the user's answers. App-server only. */
export interface RequestWaitingEvent {
  readonly type: 'request.waiting';
  readonly request: AgentRequest;
}

/** A request is no longer waiting: it was answered, or the turn was interrupted. App-server only. */
export interface RequestResolvedEvent {
  readonly type: 'request.resolved';
  readonly request_id: string;
}

/** A report of a problem during the turn, e.g. `Reconnecting... 1/5`. It does not end the turn. */
export interface ThreadErrorEvent {
  readonly type: 'error';
  readonly message: string;
  /** The program's name for the problem. `codex exec` reports none. */
  readonly info?: CodexErrorInfo;
  /** True if the program tries again. `codex exec` does not report it. */
  readonly will_retry?: boolean;
}

/**
 * An event of the agent. Over `exec` it is one line of the program's output, and an event of an unknown type is kept as
 * `{ type: 'other', raw }`. Over the app-server there are further events, such as deltas.
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
  | TurnInterruptedEvent
  | ItemDeltaEvent
  | TurnDiffEvent
  | RequestWaitingEvent
  | RequestResolvedEvent
  | Other;

const isThreadError = (value: unknown): value is ThreadError =>
  isJsonObject(value) && typeof value['message'] === 'string';

const readThreadError = ({ message, info }: ThreadError): ThreadError =>
  CodexErrorInfo.is(info) ? { message, info } : { message };

/** Decodes any value, like the codec for `Usage`: an unreadable message must not hide the end of the turn. */
const ThreadError = new t.Type<ThreadError, unknown>(
  'ThreadError',
  isThreadError,
  (value) => t.success(isThreadError(value) ? readThreadError(value) : { message: jsonExcerpt(value) }),
  t.identity,
);

const ThreadStartedEvent = t.type({ type: t.literal('thread.started'), thread_id: t.string });
const TurnStartedEvent = t.type({ type: t.literal('turn.started') });
// `thread_usage` is kept as it is. The codec for `Usage` would read an absent one as zeros.
const TurnCompletedEvent = t.type({ type: t.literal('turn.completed'), usage: Usage });
const TurnFailedEvent = t.type({ type: t.literal('turn.failed'), error: ThreadError });
const ItemStartedEvent = t.type({ type: t.literal('item.started'), item: ThreadItem });
const ItemUpdatedEvent = t.type({ type: t.literal('item.updated'), item: ThreadItem });
const ItemCompletedEvent = t.type({ type: t.literal('item.completed'), item: ThreadItem });
const ThreadErrorEvent = t.intersection([
  t.type({ type: t.literal('error'), message: t.string }),
  t.partial({ info: CodexErrorInfo, will_retry: t.boolean }),
]);
const TurnInterruptedEvent = t.type({ type: t.literal('turn.interrupted') });
const ItemDeltaKind = t.keyof({
  text: null,
  reasoning: null,
  reasoning_summary: null,
  plan: null,
  command_output: null,
});
const ItemDeltaEvent = t.intersection([
  t.type({ type: t.literal('item.delta'), item_id: t.string, kind: ItemDeltaKind, delta: t.string }),
  t.partial({ index: t.number }),
]);
const TurnDiffEvent = t.type({ type: t.literal('turn.diff'), diff: t.string });
const RequestWaitingEvent = t.type({ type: t.literal('request.waiting'), request: AgentRequest });
const RequestResolvedEvent = t.type({ type: t.literal('request.resolved'), request_id: t.string });

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
  'turn.interrupted': TurnInterruptedEvent,
  'item.delta': ItemDeltaEvent,
  'turn.diff': TurnDiffEvent,
  'request.waiting': RequestWaitingEvent,
  'request.resolved': RequestResolvedEvent,
});

/** Returns whether an event ends the turn. The program's exit code is not considered. */
export const endsTurn = (event: ThreadEvent): event is TurnCompletedEvent | TurnFailedEvent | TurnInterruptedEvent =>
  event.type === 'turn.completed' || event.type === 'turn.failed' || event.type === 'turn.interrupted';
