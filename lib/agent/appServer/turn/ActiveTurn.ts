import { safeText } from '../../../protocol/codec/safeText.js';
import { AsyncSubject, concatMap, EMPTY, ReplaySubject, Subject, Subscription, take, type Observable } from 'rxjs';
import type { JsonObject } from '../../../protocol/codec/json.js';
import type { LoopTelemetry } from '../../../telemetry/AgentTelemetry.js';
import type { ThreadOptions } from '../../options/ThreadOptions.js';
import { endsTurn, type ThreadEvent } from '../../protocol/ThreadEvent.js';
import { redactEvent } from '../../turn/redactEvent.js';
import type { Connection } from '../AppServer.js';
import { objectIn, textIn, textsIn } from '../members.js';
import type { RpcNotification } from '../rpc/RpcMessage.js';
import { RequestDesk } from './RequestDesk.js';
import { TurnReader } from './TurnReader.js';

/**
 * A turn that runs in the app-server. It follows the program until the turn has ended, whether or not anybody listens
 * to its events: a turn can only be interrupted once it has started.
 */
export class ActiveTurn {
  readonly desk: RequestDesk;
  readonly #connection: Connection;
  readonly #threadId: string;
  readonly #events = new Subject<ThreadEvent>();
  readonly #started = new ReplaySubject<string>(1);
  readonly #ended = new AsyncSubject<undefined>();
  readonly #subscription = new Subscription();
  readonly #reader = new TurnReader();
  #turnId: string | undefined;
  #hasEnded = false;

  /** Listens to the thread. `start` then begins the turn. */
  constructor(connection: Connection, threadId: string, options: ThreadOptions, telemetry?: LoopTelemetry) {
    this.#connection = connection;
    this.#threadId = threadId;
    this.desk = new RequestDesk(connection.peer, options, telemetry);
    this.#subscription.add(() => this.desk.close());
    this.#subscription.add(connection.peer.handle(threadId, (request) => this.desk.take(request)));
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

  /** Whether the turn has ended. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  get threadId(): string {
    return this.#threadId;
  }

  /** Begins the turn. */
  start(method: 'turn/start' | 'review/start', params: JsonObject): void {
    // Not part of the caller's subscription: the answer is needed to interrupt the turn.
    this.#subscription.add(
      this.#connection.peer.request(method, params).subscribe({
        next: (result) => {
          if (typeof result === 'object' && result !== null)
            this.#turnId ??= textIn(objectIn({ ...result }, 'turn'), 'id');
        },
        error: (error: unknown) => this.#fail(error),
      }),
    );
  }

  /** Adds a message to the running turn. Fails if it has ended. */
  steer(params: JsonObject): Observable<unknown> {
    return this.#started.pipe(
      take(1),
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
    if (params['threadId'] !== this.#threadId) return;
    if (method === 'thread/closed') this.#connection.loaded.delete(this.#threadId);
    if (method === 'serverRequest/resolved') return this.desk.resolve(safeText(params['requestId']));
    const turnId = textIn(params, 'turnId') ?? textIn(objectIn(params, 'turn'), 'id');
    if (method === 'turn/started') this.#turnId ??= turnId;
    // The items of an earlier turn may go on: a command that outlived it. Its usage is replayed after `thread/resume`.
    if (turnId !== undefined && turnId !== this.#turnId) {
      if (method === 'thread/tokenUsage/updated')
        this.#reader.setUsageBefore(objectIn(objectIn(params, 'tokenUsage'), 'total'));
      return;
    }
    if (method === 'turn/started' && turnId !== undefined) this.#started.next(turnId);
    // Another agent runs in a thread of its own, but its requests are for the user of this one.
    for (const id of textsIn(objectIn(params, 'item'), 'receiverThreadIds'))
      this.#subscription.add(this.#connection.peer.handle(id, (request) => this.desk.take(request)));
    for (const event of this.#reader.read(notification)) this.#emit(event);
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
    this.#events.error(error);
  }

  #finish(): void {
    this.#hasEnded = true;
    this.#ended.complete();
    this.#started.complete();
    this.#subscription.unsubscribe();
  }
}
