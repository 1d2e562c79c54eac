import {
  finalize,
  defer,
  Subject,
  takeUntil,
  timer,
  type Observable,
  type SchedulerLike,
  type Subscription,
} from 'rxjs';
import type { Demand } from '../../backpressure/Demand.js';
import { failWhen } from '../../operators/flow/failWhen.js';
import { apiError, type ApiError } from '../../protocol/errors/ApiError.js';
import type { ApiErrorData } from '../../protocol/errors/apiErrorData.js';
import { openAnswer, type AnswerSource } from '../frames/AnswerSource.js';
import { replay } from '../store/replay.js';
import type { RelayFrame } from '../frames/RelayFrame.js';
import type { ReplayStore } from '../store/ReplayStore.js';
import { storeAnswer } from '../store/storeAnswer.js';
import { toApiError } from '../../protocol/errors/toApiError.js';

/** Options for `AnswerRuns`. */
export interface AnswerRunsOptions {
  readonly store: ReplayStore;
  /** How long an answer without readers continues, in milliseconds. Infinity: until it ends. */
  readonly grace: number;
  readonly describeError: (error: ApiError) => ApiErrorData;
  /** Receives the errors of the store, which no reader can receive. */
  readonly onError: (error: ApiError) => void;
  readonly scheduler: SchedulerLike;
}

/** An answer that this process receives from a provider. */
interface Run {
  /** The open connections, by the id of their reader. A value ends the connection. */
  readonly readers: Map<string, Subject<void>>;
  /** Its error ends the answer. */
  readonly stops: Subject<never>;
  grace: Subscription | undefined;
}

const stopped = (): ApiError =>
  apiError({ type: 'stream', reason: 'cancelled', detail: 'the answer was stopped by its readers' });

/**
 * The answers that this process receives from providers, with their readers. Each of them is received once, whatever
 * the number of its readers. It ends early when the last reader has left: at once if the reader has announced that it
 * leaves, otherwise after `grace` milliseconds, because a page that is reloaded comes back.
 */
export class AnswerRuns {
  readonly #runs = new Map<string, Run>();
  readonly #options: AnswerRunsOptions;
  readonly #reportError = (cause: unknown) => this.#options.onError(toApiError(cause));
  #readers = 0;

  constructor(options: AnswerRunsOptions) {
    this.#options = options;
  }

  /** The number of open connections to readers. */
  get readers(): number {
    return this.#readers;
  }

  /** Subscribes to an answer and stores its frames. The subscription belongs to the run, until it ends or is stopped. */
  start(answer: string, source: AnswerSource<unknown>): void {
    const { store, describeError, scheduler } = this.#options;
    const run: Run = { readers: new Map(), stops: new Subject(), grace: undefined };
    const untilStopped = (demand: Demand) => openAnswer(source, demand).pipe(failWhen(run.stops));
    this.#runs.set(answer, run);
    storeAnswer(store, answer, untilStopped, { describeError, scheduler })
      .pipe(
        finalize(() => {
          run.grace?.unsubscribe();
          this.#runs.delete(answer);
        }),
      )
      .subscribe({ error: this.#reportError });
    this.#stopWhenUnread(answer, run);
  }

  /**
   * Emits the frames after number `after` to one connection of a reader. A newer connection of the same reader ends the
   * older one.
   */
  read(answer: string, reader: string, after: number, demand: Demand): Observable<RelayFrame> {
    return defer(() => {
      const run = this.#runs.get(answer);
      const end = new Subject<void>();
      const older = run?.readers.get(reader);
      run?.readers.set(reader, end); // before the older one ends, or it would count as the last reader
      older?.next();
      run?.grace?.unsubscribe();
      this.#readers += 1;
      return replay(this.#options.store, answer, after, demand).pipe(
        takeUntil(end),
        finalize(() => {
          this.#readers -= 1;
          if (run?.readers.get(reader) !== end) return;
          run.readers.delete(reader);
          this.#stopWhenUnread(answer, run);
        }),
      );
    });
  }

  /** Ends the connection of a reader that does not come back, and the answer if it was the last reader. */
  leave(answer: string, reader: string): void {
    const run = this.#runs.get(answer);
    run?.readers.get(reader)?.next();
    if (run?.readers.size === 0 && this.#options.grace !== Infinity) run.stops.error(stopped());
  }

  /** Ends an answer for all of its readers. */
  stop(answer: string): void {
    this.#runs.get(answer)?.stops.error(stopped());
  }

  /** Ends all answers. */
  close(): void {
    for (const { stops } of [...this.#runs.values()]) stops.error(stopped());
  }

  #stopWhenUnread(answer: string, run: Run): void {
    const { grace, scheduler } = this.#options;
    if (this.#runs.get(answer) !== run || run.readers.size > 0 || grace === Infinity) return;
    run.grace?.unsubscribe();
    run.grace = timer(grace, scheduler).subscribe({ next: () => run.stops.error(stopped()), error: this.#reportError });
  }
}
