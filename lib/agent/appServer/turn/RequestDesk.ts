import { safeText } from '../../../protocol/codec/safeText.js';
import {
  defer,
  from,
  map,
  Subject,
  take,
  throwIfEmpty,
  type Observable,
  type ObservableInput,
  type Subscription,
} from 'rxjs';
import { DemandGate } from '../../../backpressure/Demand.js';
import type { JsonObject } from '../../../protocol/codec/json.js';
import { reasonOf } from '../../../protocol/errors/reasonOf.js';
import type { LoopTelemetry } from '../../../telemetry/AgentTelemetry.js';
import type { ThreadOptions } from '../../options/ThreadOptions.js';
import type { AgentReply, AgentRequest } from '../../protocol/AgentRequest.js';
import type { ThreadEvent } from '../../protocol/ThreadEvent.js';
import { METHOD_NOT_FOUND, type RpcPeer } from '../rpc/RpcPeer.js';
import type { RpcId, RpcRequest } from '../rpc/RpcMessage.js';
import { agentReply } from './agentReply.js';
import { readAgentRequest } from './agentRequest.js';
import { callTool } from './clientTools.js';

/** The JSON-RPC code for a handler that failed. */
const HANDLER_FAILED = -32000;

/** The handler for a request. Undefined refuses it. */
const handlerOf = (
  { approve, answer, elicit }: ThreadOptions,
  request: AgentRequest,
): 'wait' | Observable<AgentReply> | undefined => {
  const reply = <R extends AgentRequest>(
    handler: 'wait' | ((request: R) => ObservableInput<AgentReply>) | undefined,
    given: R,
  ) => (typeof handler === 'function' ? defer(() => from(handler(given))) : handler);
  if (request.type === 'user_input') return reply(answer, request);
  return request.type === 'elicitation' ? reply(elicit, request) : reply(approve, request);
};

/**
 * Answers the program's requests during one turn: tool calls with the tools, approvals and questions with the handlers
 * of the thread. The program would wait for an answer forever, so a request without a handler, and one whose handler
 * fails, is answered with an error.
 */
export class RequestDesk {
  /** Closed while a request waits: the silence of the program is then no sign of a stall. */
  readonly activity = new DemandGate();
  readonly #events = new Subject<ThreadEvent>();
  readonly #peer: RpcPeer;
  readonly #options: ThreadOptions;
  readonly #telemetry: LoopTelemetry | undefined;
  readonly #running = new Map<RpcId, Subscription>();
  readonly #waiting = new Map<string, { readonly id: RpcId; readonly request: AgentRequest }>();
  #isClosed = false;

  constructor(peer: RpcPeer, options: ThreadOptions, telemetry?: LoopTelemetry) {
    this.#telemetry = telemetry;
    this.#peer = peer;
    this.#options = options;
  }

  /** Emits when a request begins or ends to wait. */
  get events(): Observable<ThreadEvent> {
    return this.#events.asObservable();
  }

  /** Takes a request of the program. */
  take(request: RpcRequest): void {
    if (this.#isClosed)
      return this.#peer.refuse(request.id, HANDLER_FAILED, `the turn that ${request.method} belongs to was left`);
    // A request that is repeated must not be answered twice.
    if (this.#running.has(request.id) || this.#waiting.has(safeText(request.id))) return;
    const { tools } = this.#options;
    if (request.method === 'item/tool/call' && tools !== undefined)
      return this.#run(request, callTool(tools, request.params, this.#telemetry));
    const waiting = readAgentRequest(request);
    const handler = waiting && handlerOf(this.#options, waiting);
    if (waiting === undefined || handler === undefined)
      return this.#peer.refuse(request.id, METHOD_NOT_FOUND, `this client has no handler for ${request.method}`);
    this.#waiting.set(waiting.id, { id: request.id, request: waiting });
    this.#watch();
    this.#events.next({ type: 'request.waiting', request: waiting });
    if (handler === 'wait') return;
    this.#run(request, handler.pipe(map((reply) => agentReply(waiting, reply))));
  }

  /** Answers a waiting request. Returns false if it does not wait. */
  respond(requestId: string, reply: AgentReply): boolean {
    const waiting = this.#waiting.get(requestId);
    if (waiting === undefined) return false;
    this.#peer.respond(waiting.id, agentReply(waiting.request, reply));
    this.resolve(requestId);
    return true;
  }

  /** Ends a request that no longer waits, e.g. because the turn was interrupted. */
  resolve(requestId: string): void {
    const waiting = this.#waiting.get(requestId);
    if (waiting === undefined) return;
    this.#waiting.delete(requestId);
    this.#running.get(waiting.id)?.unsubscribe();
    this.#watch();
    this.#events.next({ type: 'request.resolved', request_id: requestId });
  }

  /** Unsubscribes from all handlers and tools, and refuses further requests. */
  close(): void {
    this.#isClosed = true;
    for (const running of this.#running.values()) running.unsubscribe();
    this.#running.clear();
    this.#waiting.clear();
    this.#watch();
  }

  #run({ id, method }: RpcRequest, result: Observable<JsonObject>): void {
    const settle = (answer: () => void) => {
      answer();
      this.#running.delete(id);
      this.resolve(safeText(id));
      this.#watch();
    };
    const subscription = result
      .pipe(
        take(1),
        throwIfEmpty(() => new Error('the handler gave no answer')),
      )
      .subscribe({
        next: (value) => settle(() => this.#peer.respond(id, value)),
        error: (cause: unknown) =>
          settle(() => this.#peer.refuse(id, HANDLER_FAILED, `the handler of ${method} failed: ${reasonOf(cause)}`)),
      });
    if (subscription.closed) return;
    this.#running.set(id, subscription);
    this.#watch();
  }

  #watch(): void {
    if (this.#running.size + this.#waiting.size > 0) this.activity.close();
    else this.activity.open();
  }
}
