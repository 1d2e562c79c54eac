import { asyncScheduler, from, Observable, Subscription, type ObservableInput, type SchedulerLike } from 'rxjs';
import type { AnswerEvent } from '../../answer/AnswerEvent.js';
import { ANSWER_EVENT_ROLE } from '../../answer/answerEventRole.js';
import { buildError } from '../../protocol/errors/ApiError.js';
import { toApiError } from '../../protocol/errors/toApiError.js';

/** Options for `hedge`. */
export interface HedgeOptions {
  /** The time without output after which the next request is started, in milliseconds. Default: 2000. */
  readonly after?: number | undefined;
  /** Measures the time. Default: asyncScheduler. */
  readonly scheduler?: SchedulerLike | undefined;
}

/** The maximum number of events before the output of a request that are held. One more counts as output. */
const MAX_HELD = 1000;

const isOutput = ({ type }: AnswerEvent): boolean =>
  ANSWER_EVENT_ROLE[type] !== 'metadata' && ANSWER_EVENT_ROLE[type] !== 'lifecycle';

/**
 * Starts a second request when the first has produced no output in time, and continues with the one that answers first.
 * It shortens the rare long waits for a busy server. The other requests are cancelled, which closes their connections.
 *
 * ```text
 * a:       -----!
 * b:           -t---u--(C|)
 *        hedge([a, b], { after: 4 })
 * output:  -----(Ht)u--(C|)             H = { type: 'hedged', winner: 1, losers: [0] }
 * ```
 *
 * The first delta, item or completion of a request is its output. Events before it are held and emitted with it. The
 * event `hedged` precedes the answer if more than one request was started. The server may charge for cancelled
 * requests.
 *
 * A request that fails before its output starts the next one at once.
 *
 * Errors: the error of the last request that failed, as an `ApiError`, once all have failed before any output; after
 * output, the error of the request that answers. Teardown: cancels all requests and the wait.
 *
 * @example
 * const backup = new ResponsesClient({ provider, auth });
 * hedge([client.streamPrompt('gpt-5.1', prompt), backup.streamPrompt('gpt-5.1', prompt)], { after: 2_000 })
 *   .pipe(accumulate())
 *   .subscribe(render);
 */
export const hedge = (
  requests: readonly ObservableInput<AnswerEvent>[],
  { after = 2_000, scheduler = asyncScheduler }: HedgeOptions = {},
): Observable<AnswerEvent> =>
  new Observable((subscriber) => {
    const given: unknown = requests;
    if (!Array.isArray(given) || given.length === 0)
      return subscriber.error(buildError('hedge needs at least one request: hedge([a, b], { after: 2_000 })'));
    if (!(after >= 0))
      return subscriber.error(buildError('the option `after` of hedge must be a number of milliseconds'));
    const running = new Map<number, Subscription>();
    const wait = new Subscription();
    let started = 0;
    let winner: number | undefined;
    subscriber.add(wait);

    const win = (index: number, held: readonly AnswerEvent[]) => {
      winner = index;
      wait.unsubscribe();
      const losers = Array.from({ length: started }, (_, each) => each).filter((each) => each !== index);
      losers.forEach((each) => running.get(each)?.unsubscribe());
      if (losers.length > 0) subscriber.next({ type: 'hedged', winner: index, losers });
      held.forEach((event) => subscriber.next(event));
    };
    const fail = (index: number, error: unknown) => {
      running.delete(index);
      if (winner === index || (started === requests.length && running.size === 0)) subscriber.error(toApiError(error));
      else if (running.size === 0) startNext();
    };
    const startNext = (): void => {
      const request = requests[started];
      if (request === undefined || winner !== undefined || subscriber.closed) return;
      const index = started++;
      const held: AnswerEvent[] = [];
      const subscription = new Subscription();
      running.set(index, subscription);
      subscriber.add(subscription);
      if (started < requests.length) wait.add(scheduler.schedule(() => index + 1 === started && startNext(), after));
      subscription.add(
        from(request).subscribe({
          next: (event) => {
            if (winner === index) return subscriber.next(event);
            held.push(event);
            if (isOutput(event) || held.length > MAX_HELD) win(index, held);
          },
          error: (error: unknown) => fail(index, error),
          complete: () => {
            if (winner === undefined) win(index, held);
            subscriber.complete();
          },
        }),
      );
    };
    startNext();
    return undefined;
  });
