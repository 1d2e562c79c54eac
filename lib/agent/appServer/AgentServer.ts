import type { Observable } from 'rxjs';
import type { Demand } from '../../backpressure/Demand.js';
import type { JsonObject } from '../../protocol/codec/json.js';
import type { LoopTelemetry } from '../../telemetry/AgentTelemetry.js';
import type { ThreadOptions } from '../options/ThreadOptions.js';
import type { AgentReply } from '../protocol/AgentRequest.js';
import type { ThreadEvent } from '../protocol/ThreadEvent.js';

/** A turn for the app-server to run. */
export interface ServerTurn {
  readonly thread: ThreadOptions;
  /** The thread to continue. Undefined starts a new one. Null is the id of a thread that has not started. */
  readonly threadId: string | null | undefined;
  readonly method: 'turn/start' | 'review/start';
  /** Returns the params of the turn. May throw a `build` error. */
  readonly params: (threadId: string) => JsonObject;
  /** Hooks on the tools of this application. */
  readonly telemetry: LoopTelemetry | undefined;
  /** Reports whether the consumer of the events accepts more of them. */
  readonly demand: Demand;
  /** Called when the turn begins, with an observable that completes when nothing of it is left. */
  readonly onTurn: (turn: RunningTurn, gone: Observable<unknown>) => void;
}

/** A turn that runs in the app-server. */
export interface RunningTurn {
  readonly hasEnded: boolean;
  /** Adds a message to the turn. */
  steer(params: JsonObject): Observable<unknown>;
  /** Answers a waiting request. Returns false if it does not wait. */
  respond(requestId: string, reply: AgentReply): boolean;
}

/** Sends requests to the app-server of a `Codex`. */
export interface AgentRequests {
  /** Sends a request on subscription, and emits its result. Starts the program if it does not run. */
  request(method: string, params: JsonObject): Observable<JsonObject>;
}

/** The app-server that the threads of a `Codex` share. */
export interface AgentServer extends AgentRequests {
  /** Runs a turn on subscription, and emits its events. */
  turn(turn: ServerTurn): Observable<ThreadEvent>;
}
