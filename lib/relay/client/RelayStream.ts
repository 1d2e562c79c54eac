import { defer, filter, type Observable } from 'rxjs';
import type { AnswerEvent } from '../../answer/AnswerEvent.js';
import { alwaysOpen, type Demand } from '../../backpressure/Demand.js';
import { ResponseStream } from '../../clients/http/ResponseStream.js';
import { isAnswerEvent, isResponseEvent } from './relayEvents.js';

/**
 * An answer that comes through a relay. It is a `ResponseStream`, which emits the events of a client; `events()` also
 * emits those of tool loops, and `values()` emits whatever the relay sends. Each subscription is a request of its own.
 *
 * @example
 * const answer = relayClient.stream('Say hi');
 * answer.events().pipe(accumulate()).subscribe(({ text, status }) => render(status, text));
 */
export class RelayStream extends ResponseStream {
  readonly #connect: (demand: Demand) => Observable<unknown>;

  /** @param connect opens the stream of values; called once per subscription and once per iteration. */
  constructor(connect: (demand: Demand) => Observable<unknown>) {
    super((demand) => connect(demand).pipe(filter(isResponseEvent)));
    this.#connect = connect;
  }

  /** Emits the events of clients, tool loops, retries and hedged requests, for `accumulate()`. */
  events(): Observable<AnswerEvent> {
    return this.values().pipe(filter(isAnswerEvent));
  }

  /** Emits every value that the relay sends, such as snapshots of an answer or events of your own. */
  values(): Observable<unknown> {
    return defer(() => this.#connect(alwaysOpen));
  }
}
