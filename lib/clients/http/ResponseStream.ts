import { defer, Observable } from 'rxjs';
import { boundedIteration, DEFAULT_HIGH_WATER_MARK } from '../../backpressure/boundedIteration.js';
import { alwaysOpen, type Demand } from '../../backpressure/Demand.js';
import { abortWith } from '../../operators/flow/abortWith.js';
import { aggregate } from '../../operators/answer/aggregate.js';
import type { ResponseEvent } from '../../protocol/ResponseEvent.js';

/** How a stream is iterated. */
export interface IterateOptions {
  /** How many events may wait for the loop before the socket is read no further. Default 1600. */
  readonly highWaterMark?: number | undefined;
  /** Ends the loop with an error, and the request with it. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * The answer to one request: an `Observable<ResponseEvent>` and, as it is, an `AsyncIterable<ResponseEvent>`.
 *
 * Cold: nothing is sent before it is subscribed or iterated. Subscribe twice, pay twice: every subscription and every
 * loop is a request of its own.
 *
 * As an observable it pushes events as fast as they come. As an iterator it reads the socket only while fewer than
 * `highWaterMark` events wait, so a slow loop slows the server down instead of filling memory.
 *
 * ```text
 * body:    --created--text--text--completed--
 *        client.streamPrompt('gpt-5.1', 'Say hi')
 * events:  --created--text--text--(completed|)
 * ```
 *
 * Errors: `ApiError` and nothing else. Teardown: unsubscribing, or leaving the loop, closes the socket at every stage.
 *
 * @example
 * const answer = client.streamPrompt('gpt-5.1', 'Say hi');
 * answer.pipe(ofType('output_text_delta')).subscribe(({ delta }) => append(delta));
 * for await (const event of answer) console.log(event.type); // a second request
 */
export class ResponseStream extends Observable<ResponseEvent> implements AsyncIterable<ResponseEvent> {
  readonly #connect: (demand: Demand) => Observable<ResponseEvent>;

  /** @param connect opens the stream; called once per subscription and once per iteration. */
  constructor(connect: (demand: Demand) => Observable<ResponseEvent>) {
    super((subscriber) => connect(alwaysOpen).subscribe(subscriber));
    this.#connect = connect;
  }

  /** Opens the stream for a consumer that says when it can take more; every call is a request of its own when subscribed. */
  withDemand(demand: Demand): Observable<ResponseEvent> {
    return defer(() => this.#connect(demand));
  }

  /** The same stream with whole items in place of deltas: see the operator `aggregate`. */
  aggregate(): ResponseStream {
    return new ResponseStream((demand) => this.#connect(demand).pipe(aggregate()));
  }

  /** Iterates with the defaults of `iterate`: what `for await` calls. */
  [Symbol.asyncIterator](): AsyncIterableIterator<ResponseEvent> {
    return this.iterate();
  }

  /**
   * Iterates with options.
   *
   * @example
   * const answer = client.streamPrompt('gpt-5.1', 'Say hi');
   * for await (const event of answer.iterate({ highWaterMark: 100, signal })) await save(event);
   */
  iterate({
    highWaterMark = DEFAULT_HIGH_WATER_MARK,
    signal,
  }: IterateOptions = {}): AsyncIterableIterator<ResponseEvent> {
    return boundedIteration((demand) => this.#connect(demand).pipe(abortWith(signal)), highWaterMark);
  }
}
