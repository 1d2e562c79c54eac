import { defer, Observable } from 'rxjs';
import { boundedIteration, DEFAULT_HIGH_WATER_MARK } from '../../backpressure/boundedIteration.js';
import { alwaysOpen, type Demand } from '../../backpressure/Demand.js';
import { abortWith } from '../../operators/flow/abortWith.js';
import { aggregate } from '../../operators/answer/aggregate.js';
import type { ResponseEvent } from '../../protocol/ResponseEvent.js';

/** Options for `ResponseStream.iterate`. */
export interface IterateOptions {
  /**
   * The number of waiting events at which reading from the socket pauses until the loop has taken some. Default: 1600.
   */
  readonly highWaterMark?: number | undefined;
  /** Ends the loop with an error, and cancels the request, when it fires. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * The answer to a request, both an `Observable<ResponseEvent>` and an `AsyncIterable<ResponseEvent>`.
 *
 * The stream is cold: nothing is sent before it is subscribed to or iterated. Each subscription and each loop sends a
 * separate request, which is billed separately.
 *
 * As an observable it emits events as fast as they arrive. As an iterator it reads from the socket only while fewer
 * than `highWaterMark` events wait, so a slow loop slows down the server instead of filling the memory.
 *
 * ```text
 * body:    --created--text--text--completed--
 *        client.streamPrompt('gpt-5.1', 'Say hi')
 * events:  --created--text--text--(completed|)
 * ```
 *
 * Errors: only `ApiError`. Teardown: unsubscribing, or leaving the loop, closes the connection at any time.
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

  /**
   * Opens the stream for a consumer that controls when more may be read (backpressure). Each subscription sends a
   * separate request.
   */
  withDemand(demand: Demand): Observable<ResponseEvent> {
    return defer(() => this.#connect(demand));
  }

  /**
   * Returns the same stream with finished items instead of deltas: see the operator `aggregate`. It is an Observable, not
   * a promise: `await` alone sends nothing. Wait with `await lastValueFrom(stream.aggregate())`.
   */
  aggregate(): ResponseStream {
    return new ResponseStream((demand) => this.#connect(demand).pipe(aggregate()));
  }

  /** Iterates with the default options of `iterate`. `for await` calls this method. */
  [Symbol.asyncIterator](): AsyncIterableIterator<ResponseEvent> {
    return this.iterate();
  }

  /**
   * Iterates with options. Each iteration sends a separate request.
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
