import { safeText } from '../../../protocol/codec/safeText.js';
import {
  AsyncSubject,
  concatMap,
  EMPTY,
  ReplaySubject,
  Subject,
  Subscription,
  take,
  takeUntil,
  throwIfEmpty,
  type Observable,
} from 'rxjs';
import { apiError } from '../../../protocol/errors/ApiError.js';
import type { JsonObject } from '../../../protocol/codec/json.js';
import type { LoopTelemetry } from '../../../telemetry/AgentTelemetry.js';
import type { ThreadOptions } from '../../options/ThreadOptions.js';
import type { AgentReply } from '../../protocol/AgentRequest.js';
import { endsTurn, type ThreadEvent } from '../../protocol/ThreadEvent.js';
import { redactEvent } from '../../turn/redactEvent.js';
import type { RunningTurn } from '../AgentServer.js';
import { requestOn, type Connection } from '../Connection.js';
import { objectIn, textIn, textsIn } from '../members.js';
import type { RpcNotification } from '../rpc/RpcMessage.js';
import { RequestDesk } from './RequestDesk.js';
import { TurnReader } from './TurnReader.js';
import { withReported } from './withReported.js';

/**
 * The maximum number of notifications that are kept until the id of the turn is known. Normally there are a few, e.g.
 * the usage that the program repeats after `thread/resume`.
 */
const MAX_EARLY = 1_000;

/** The maximum number of threads, of this turn and its agents, whose requests are answered. Those of others are refused. */
const MAX_FAMILY = 1_000;

/**
 * A turn that runs in the app-server. It follows the program until the turn has ended, whether or not anybody listens
 * to its events: a turn can only be interrupted once it has started.
 */
export class ActiveTurn implements RunningTurn {
  readonly desk: RequestDesk;
  readonly #connection: Connection;
  readonly #threadId: string;
  readonly #events = new Subject<ThreadEvent>();
  readonly #started = new ReplaySubject<string>(1);
  readonly #ended = new AsyncSubject<undefined>();
  readonly #subscription = new Subscription();
  readonly #reader = new TurnReader();
  readonly #family = new Set<string>();
  #early: RpcNotification[] = [];
  #turnId: string | undefined;
  #hasEnded = false;

  /** Listens to the thread. `start` then begins the turn. */
  constructor(connection: Connection, threadId: string, options: ThreadOptions, telemetry?: LoopTelemetry) {
    this.#connection = connection;
    this.#threadId = threadId;
    this.desk = new RequestDesk(connection.peer, options, telemetry);
    this.#subscription.add(() => this.desk.close());
    this.#adopt(threadId);
    this.#subscription.add(
      this.desk.events.subscribe({
        next: (event) => this.#emit(event),
        error: (error: unknown) => this.#fail(error),
      }),
    );
    this.#subscription.add(
      connection.peer.notifications.subscribe({
        next: (notification) => this.#receive(notification),
        error: (error: unknown) => this.#fail(error),
      }),
    );
  }

  /** The events, from now on. Completes after the last one; fails if the turn cannot run. */
  get events(): Observable<ThreadEvent> {
    return this.#events;
  }

  /** The id of the turn, once the program has started it. */
  get started(): Observable<string> {
    return this.#started;
  }

  /** Completes when the turn has ended, for any reason. */
  get ended(): Observable<unknown> {
    return this.#ended;
  }

  /** True once the turn has ended. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  get threadId(): string {
    return this.#threadId;
  }

  /** Answers a waiting request. Returns false if it does not wait. */
  respond(requestId: string, reply: AgentReply): boolean {
    return this.desk.respond(requestId, reply);
  }

  /** Stops its handlers and tools, because the subscriber has left. Further requests are refused. */
  leave(): void {
    this.desk.close();
  }

  /** Begins the turn. */
  start(method: 'turn/start' | 'review/start', params: JsonObject): void {
    // Not part of the caller's subscription: the answer is needed to interrupt the turn.
    this.#subscription.add(
      requestOn(this.#connection, method, params)
        .pipe(takeUntil(this.#started))
        .subscribe({
          next: (result) => this.#identify(textIn(objectIn(result, 'turn'), 'id')),
          error: (error: unknown) => this.#fail(error),
        }),
    );
  }

  /** Adds a message to the running turn. Fails if it has ended. */
  steer(params: JsonObject): Observable<unknown> {
    return this.#started.pipe(
      take(1),
      throwIfEmpty(() => apiError({ type: 'invalid_request', detail: 'the turn ended before it could be steered' })),
      concatMap((expectedTurnId) =>
        this.#connection.peer.request('turn/steer', { threadId: this.#threadId, expectedTurnId, ...params }),
      ),
    );
  }

  /** Interrupts the turn once it has started. Completes when the program has accepted it. */
  interrupt(): Observable<unknown> {
    return this.#started.pipe(
      take(1),
      concatMap((turnId) =>
        this.#hasEnded ? EMPTY : this.#connection.peer.request('turn/interrupt', { threadId: this.#threadId, turnId }),
      ),
    );
  }

  #receive(notification: RpcNotification): void {
    const { method, params } = notification;
    const threadId = textIn(params, 'threadId') ?? '';
    if (this.#family.has(threadId) || method === 'thread/started') this.#findFamily(params);
    if (threadId !== this.#threadId) return;
    if (method === 'serverRequest/resolved') return this.desk.resolve(safeText(params['requestId']));
    const turn = objectIn(params, 'turn');
    const turnId = textIn(params, 'turnId') ?? textIn(turn, 'id');
    if (method === 'turn/started' && turnId !== undefined) {
      // A review has a turn within its turn, and that one starts.
      const rootId = textIn(turn, 'rootTurnId') ?? turnId;
      if (rootId === turnId) this.#identify(turnId);
      if (rootId === this.#turnId) {
        this.#started.next(turnId);
        return this.#read(notification);
      }
    }
    if (turnId === undefined || turnId === this.#turnId) return this.#read(notification);
    if (this.#turnId !== undefined) return this.#readEarlier(notification);
    this.#early = [...this.#early, notification].slice(-MAX_EARLY);
  }

  /** Takes the id of the turn. The notifications that came before it are read now. */
  #identify(turnId: string | undefined): void {
    if (turnId === undefined || this.#turnId !== undefined) return;
    this.#turnId = turnId;
    const early = this.#early;
    this.#early = [];
    for (const notification of early) this.#receive(notification);
  }

  /** The items of an earlier turn may go on: a command that outlived it. Its usage is repeated after `thread/resume`. */
  #readEarlier({ method, params }: RpcNotification): void {
    if (method === 'thread/tokenUsage/updated')
      this.#reader.setUsageBefore(objectIn(objectIn(params, 'tokenUsage'), 'total'));
  }

  #read(notification: RpcNotification): void {
    for (const event of this.#reader.read(notification)) this.#emit(event);
  }

  /** Another agent runs in a thread of its own, but its requests are for the user of this one. */
  #findFamily(params: JsonObject): void {
    const item = objectIn(params, 'item');
    const thread = objectIn(params, 'thread');
    const parent = textIn(thread, 'parentThreadId');
    for (const id of textsIn(item, 'receiverThreadIds')) this.#adopt(id);
    this.#adopt(textIn(item, 'agentThreadId'));
    if (parent !== undefined && this.#family.has(parent)) this.#adopt(textIn(thread, 'id'));
  }

  #adopt(threadId: string | undefined): void {
    if (threadId === undefined || this.#family.has(threadId) || this.#family.size >= MAX_FAMILY) return;
    this.#family.add(threadId);
    this.#subscription.add(this.#connection.peer.handle(threadId, (request) => this.desk.take(request)));
  }

  #emit(event: ThreadEvent): void {
    if (this.#hasEnded) return;
    const isLast = endsTurn(event);
    if (isLast) this.#finish();
    this.#events.next(redactEvent(event, this.#connection.redact));
    if (isLast) this.#events.complete();
  }

  #fail(error: unknown): void {
    if (this.#hasEnded) return;
    this.#finish();
    this.#events.error(withReported(error, this.#reader.reported));
  }

  #finish(): void {
    this.#hasEnded = true;
    this.#ended.complete();
    this.#started.complete();
    this.#subscription.unsubscribe();
  }
}
