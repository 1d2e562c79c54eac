import { inject, InjectionToken, makeEnvironmentProviders, type EnvironmentProviders } from '@angular/core';
import type { ObservableInput } from 'rxjs';
import type { AnswerEvent } from '../answer/AnswerEvent.js';
import { buildError } from '../protocol/errors/ApiError.js';
import type { ResponseItem } from '../protocol/ResponseItem.js';

/** The connection of an application to a model, as `provideCodexRx` provides it. */
export interface CodexRx {
  /**
   * Requests an answer to a conversation: with a client of this library, with `runTools`, or from your own server. It
   * runs outside of an injection context.
   */
  readonly ask: (input: readonly ResponseItem[]) => ObservableInput<AnswerEvent>;
}

const CODEX_RX = new InjectionToken<CodexRx>('codex-rx');

/**
 * Provides the connection to a model, for an application or a route. The function runs in an injection context, once,
 * when something injects the connection first.
 *
 * @example
 * const appConfig = {
 *   providers: [
 *     provideCodexRx(() => ({ ask: (input) => client.streamPrompt('gpt-5.1', { input }).pipe(retryAnswer()) })),
 *   ],
 * };
 */
export const provideCodexRx = (connect: () => CodexRx): EnvironmentProviders =>
  makeEnvironmentProviders([{ provide: CODEX_RX, useFactory: connect }]);

/**
 * Injects the connection that `provideCodexRx` provides.
 *
 * Errors: throws a `build` error if there is none.
 *
 * @example
 * const injectHaiku = () => {
 *   const { ask } = injectCodexRx();
 *   return (subject: string) => from(ask([userMessage(`A haiku about ${subject}`)])).pipe(textOf());
 * };
 */
export const injectCodexRx = (): CodexRx => {
  const provided = inject(CODEX_RX, { optional: true });
  if (provided === null)
    throw buildError('no connection to a model is provided; add provideCodexRx(…) to the providers of the application');
  return provided;
};
