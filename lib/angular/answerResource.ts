import {
  computed,
  DestroyRef,
  effect,
  inject,
  Injector,
  runInInjectionContext,
  signal,
  untracked,
  type ResourceStatus,
  type Signal,
} from '@angular/core';
import { asyncScheduler, from, Subject, type ObservableInput, type SchedulerLike } from 'rxjs';
import type { Answer } from '../answer/Answer.js';
import type { AnswerEvent } from '../answer/AnswerEvent.js';
import type { CoalesceOptions } from '../operators/answer/coalesce.js';
import { toApiError } from '../protocol/errors/toApiError.js';
import type { ResponseItem } from '../protocol/ResponseItem.js';
import { userMessage } from '../protocol/messages/userMessage.js';
import { answerRun } from './answerRun.js';
import { injectCodexRx } from './provideCodexRx.js';
import { serverAnswers } from './serverAnswers.js';

/** Options for `answerResource`. */
export interface AnswerResourceOptions {
  /**
   * The question: a text, or the items of a conversation. It is read reactively: a change cancels the answer and
   * requests another one. Undefined requests nothing.
   */
  readonly params: () => string | readonly ResponseItem[] | undefined;
  /** Requests the answer. Default: `ask` of `provideCodexRx`. */
  readonly ask?: ((input: readonly ResponseItem[]) => ObservableInput<AnswerEvent>) | undefined;
  /**
   * The name under which an answer of the server is sent to the page. It must be unique in the page. Default: the
   * question. It is needed only if two resources have the same question.
   */
  readonly id?: string | undefined;
  /**
   * The behaviour while a server renders the page. `wait` holds the page until the answer is complete, and sends it
   * with the page, so that the page does not request it again. `skip` requests nothing on the server. Default: `wait`.
   */
  readonly server?: 'wait' | 'skip' | undefined;
  /** The longest time that the page is held, in milliseconds. The page then requests the answer. Default: 10 000. */
  readonly serverTimeout?: number | undefined;
  /** The rate at which the value changes: see `coalesce`. Default: once per animation frame. */
  readonly coalesce?: Omit<CoalesceOptions, 'keep'> | undefined;
  /** The injector, outside of an injection context. */
  readonly injector?: Injector | undefined;
  /** Measures `serverTimeout`. Default: asyncScheduler. */
  readonly scheduler?: SchedulerLike | undefined;
}

/** An answer with the signals of Angular's `Resource`. */
export interface AnswerResource {
  /** The answer as received so far, also if it failed; undefined without a question. Reading it never throws. */
  readonly value: Signal<Answer | undefined>;
  /** `loading` or `reloading` until the answer is over; then `resolved` or `error`. `idle` without a question. */
  readonly status: Signal<ResourceStatus>;
  /** The error of an answer that failed: an `ApiError`. */
  readonly error: Signal<Error | undefined>;
  readonly isLoading: Signal<boolean>;
  /** Returns true if there is an answer, which may be partial. */
  hasValue(): boolean;
  /** Requests the answer again. Returns false without a question. */
  reload(): boolean;
  /** Closes the connection and keeps what was received. */
  stop(): void;
  /** Closes the connection for good. */
  destroy(): void;
}

interface State {
  readonly status: ResourceStatus;
  readonly value: Answer | undefined;
  readonly error: Error | undefined;
}

const IDLE: State = { status: 'idle', value: undefined, error: undefined };

const itemsOf = (question: string | readonly ResponseItem[]): readonly ResponseItem[] =>
  typeof question === 'string' ? [userMessage(question)] : question;

/**
 * Requests an answer and exposes it as signals, with the names of Angular's `resource`. It needs no zones. Unlike
 * `resource`, it emits the answer while it arrives, and keeps what was received if the answer fails.
 *
 * A server that renders the page waits for the answer and sends it with the page; the page shows it without a request.
 *
 * Errors: none is thrown; see `error`. A `build` error is thrown without `ask` and without `provideCodexRx`. Teardown:
 * when its injection context is destroyed, the connection is closed.
 *
 * @example
 * const injectAnswer = (question: () => string) => {
 *   const answer = answerResource({ params: question });
 *   return computed(() => answer.value()?.text ?? '');
 * };
 */
export const answerResource = (options: AnswerResourceOptions): AnswerResource => {
  const injector = options.injector ?? inject(Injector);
  const { id, server = 'wait', serverTimeout = 10_000, scheduler = asyncScheduler } = options;
  const ask = options.ask ?? runInInjectionContext(injector, () => injectCodexRx().ask);
  const rendered = runInInjectionContext(injector, () => serverAnswers());
  const state = signal(IDLE);
  const reloads = signal(0);
  const stops = new Subject<void>();
  let seenReloads = 0;

  const watch = effect(
    (onCleanup) => {
      const question = options.params();
      const isReload = reloads() !== seenReloads;
      seenReloads = reloads();
      untracked(() => {
        if (question === undefined || (server === 'skip' && rendered.isServer)) {
          state.set(IDLE);
          return;
        }
        const key = id ?? (typeof question === 'string' ? question : JSON.stringify(question));
        const ready = isReload ? undefined : rendered.take(key);
        if (ready !== undefined) {
          state.set({ status: 'resolved', value: ready, error: undefined });
          return;
        }
        const loading = isReload ? 'reloading' : 'loading';
        const release = rendered.hold();
        const run = answerRun(() => from(ask(itemsOf(question))), {
          stops,
          limit: rendered.isServer ? serverTimeout : undefined,
          coalesce: options.coalesce,
          scheduler,
        });
        const subscription = run.subscribe({
          next: (value) => state.set({ status: loading, value, error: undefined }),
          error: (cause: unknown) => {
            state.update(({ value }) => ({ status: 'error', value, error: toApiError(cause) }));
            release();
          },
          complete: () => {
            state.update(({ value }) => ({ status: 'resolved', value, error: undefined }));
            rendered.keep(key, untracked(state).value);
            release();
          },
        });
        onCleanup(() => {
          subscription.unsubscribe();
          release();
        });
      });
    },
    { injector },
  );
  const destroy = () => watch.destroy();
  injector.get(DestroyRef).onDestroy(destroy);

  return {
    value: computed(() => state().value),
    status: computed(() => state().status),
    error: computed(() => state().error),
    isLoading: computed(() => state().status === 'loading' || state().status === 'reloading'),
    hasValue: () => state().value !== undefined,
    reload: () => {
      if (untracked(options.params) === undefined) return false;
      reloads.update((count) => count + 1);
      return true;
    },
    stop: () => stops.next(),
    destroy,
  };
};
