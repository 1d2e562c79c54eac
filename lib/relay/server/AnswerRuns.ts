import {
  catchError,
  defer,
  EMPTY,
  exhaustMap,
  finalize,
  ignoreElements,
  interval,
  merge,
  NEVER,
  of,
  Subject,
  take,
  takeUntil,
  tap,
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
import { endAbandoned } from '../store/endAbandoned.js';
import type { ReplayStore } from '../store/ReplayStore.js';
import { settled } from '../store/settled.js';
import { storeAnswer } from '../store/storeAnswer.js';
import { toApiError } from '../../protocol/errors/toApiError.js';

/** Options for `AnswerRuns`. */
export interface AnswerRunsOptions {
  readonly store: ReplayStore;
  /** The time that an answer without readers continues, in milliseconds. Infinity: until it ends. */
  readonly grace: number;
  /** The time without a sign of its process after which an answer counts as lost, in milliseconds. */
  readonly lease: number;
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
  /** Emits the description of an error that the store did not take, for the readers that are connected. */
  readonly failures: Subject<string>;
  grace: Subscription | undefined;
}

/** The number of answers without a last frame in the store whose errors are kept. */
const MAX_FAILED = 1000;

/** The number of reports of a process in one lease: two of them may be late or lost. */
const SIGNS_PER_LEASE = 3;

const cancelled = (detail: string): ApiError => apiError({ type: 'stream', reason: 'cancelled', detail });
const stopped = (): ApiError => cancelled('the answer was stopped by its readers');
const shutDown = (): ApiError => cancelled('the relay was shut down in the middle of the answer');

/**
 * The answers that this process receives from providers, with their readers. Each of them is received once, whatever
 * the number of its readers. It ends early when the last reader has left: at once if the reader has announced that it
 * leaves, otherwise after `grace` milliseconds, because a page that is reloaded reconnects.
 */
export class AnswerRuns {
  readonly #runs = new Map<string, Run>();
  readonly #options: AnswerRunsOptions;
  readonly #reportError = (cause: unknown) => this.#options.onError(toApiError(cause));
  /** The descriptions of errors that the store did not take, for readers that connect later. */
  readonly #failed = new Map<string, string>();
  readonly #idle = new Subject<void>();
  readonly #closed = new Subject<void>();
  #readers = 0;

  constructor(options: AnswerRunsOptions) {
    this.#options = options;
  }

  /** The number of open connections to readers. */
  get readers(): number {
    return this.#readers;
  }

  /** The number of readers, and of answers without one: each of them costs a connection to the provider. */
  get load(): number {
    return [...this.#runs.values()].filter(({ readers }) => readers.size === 0).length + this.#readers;
  }

  /** Subscribes to an answer and stores its frames. The subscription belongs to the run, until it ends or is stopped. */
  start(answer: string, source: AnswerSource<unknown>): void {
    const { store, describeError, scheduler } = this.#options;
    const run: Run = { readers: new Map(), stops: new Subject(), failures: new Subject(), grace: undefined };
    const untilStopped = (demand: Demand) => openAnswer(source, demand).pipe(failWhen(run.stops));
    this.#runs.set(answer, run);
    const signs = this.#keepAlive(answer).subscribe({ error: this.#reportError });
    storeAnswer(store, answer, untilStopped, { describeError, scheduler })
      .pipe(
        finalize(() => {
          signs.unsubscribe();
          run.grace?.unsubscribe();
          this.#runs.delete(answer);
          if (this.#runs.size === 0) this.#idle.next();
        }),
      )
      .subscribe({
        error: (cause: unknown) => {
          this.#reportError(cause);
          const data = JSON.stringify(describeError(toApiError(cause)));
          this.#failed.set(answer, data);
          for (const oldest of [...this.#failed.keys()].slice(0, -MAX_FAILED)) this.#failed.delete(oldest);
          run.failures.next(data);
        },
      });
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
      const failed = this.#failed.get(answer);
      const failures = run?.failures ?? (failed === undefined ? this.#endWhenAbandoned(answer) : of(failed));
      return replay(this.#options.store, answer, after, demand, failures).pipe(
        tap({ error: this.#reportError }),
        // Another process goes on with the answer, and the reader connects to that one.
        takeUntil(run === undefined ? merge(end, this.#closed) : end),
        finalize(() => {
          this.#readers -= 1;
          if (run?.readers.get(reader) !== end) return;
          run.readers.delete(reader);
          this.#stopWhenUnread(answer, run);
        }),
      );
    });
  }

  /** Ends the connection of a reader that will not return, and the answer if it was the last reader. */
  leave(answer: string, reader: string): void {
    const run = this.#runs.get(answer);
    run?.readers.get(reader)?.next();
    if (run?.readers.size === 0 && this.#options.grace !== Infinity) run.stops.error(stopped());
  }

  /** Ends an answer for all of its readers. */
  stop(answer: string): void {
    this.#runs.get(answer)?.stops.error(stopped());
  }

  /** Ends all answers, and the connections of readers to the answers of other processes. */
  close(): void {
    for (const { stops } of [...this.#runs.values()]) stops.error(shutDown());
    this.#closed.next();
  }

  /** Emits once no answer runs. */
  idle(): Observable<void> {
    return defer(() => (this.#runs.size === 0 ? of(undefined) : this.#idle.pipe(take(1))));
  }

  /** Shows to other processes, through the store, that this one still receives an answer. */
  #keepAlive(answer: string): Observable<never> {
    const { store, lease, scheduler } = this.#options;
    if (store.keepAlive === undefined) return EMPTY;
    return interval(lease / SIGNS_PER_LEASE, scheduler).pipe(
      exhaustMap(() => this.#reported(defer(() => settled(store.keepAlive?.(answer, lease))))),
      ignoreElements(),
    );
  }

  /** Ends an answer of another process in the store, once that process was lost. */
  #endWhenAbandoned(answer: string): Observable<never> {
    const { store, lease, describeError, scheduler } = this.#options;
    if (store.keepAlive === undefined) return NEVER;
    return timer(0, lease, scheduler).pipe(
      exhaustMap(() => this.#reported(endAbandoned(store, answer, describeError))),
      ignoreElements(),
    );
  }

  /** Reports an error of the store, and completes: the next sign or check may succeed. */
  #reported<T>(source: Observable<T>): Observable<T> {
    return source.pipe(
      catchError((cause: unknown) => {
        this.#reportError(cause);
        return EMPTY;
      }),
    );
  }

  #stopWhenUnread(answer: string, run: Run): void {
    const { grace, scheduler } = this.#options;
    if (this.#runs.get(answer) !== run || run.readers.size > 0 || grace === Infinity) return;
    run.grace?.unsubscribe();
    run.grace = timer(grace, scheduler).subscribe({ next: () => run.stops.error(stopped()), error: this.#reportError });
  }
}
