import { distinctUntilChanged, map, type OperatorFunction } from 'rxjs';
import type { AnswerEvent } from '../../answer/AnswerEvent.js';
import { accumulate } from './accumulate.js';

/**
 * Gives the whole text of the answer so far, at once and again whenever it has changed: what a template shows.
 *
 * ```text
 * events:  --created--[He]--[llo]--(completed|)
 *        textOf()
 * text:    a----------b-----c------|             a = '', b = 'He', c = 'Hello'
 * ```
 *
 * For the pieces alone, use `ofType('output_text_delta')`. A `reset` of `retryAnswer` begins again with ''. Errors: the
 * source's, as `ApiError`s. Teardown: the source's.
 *
 * @example
 * client.streamPrompt('gpt-5.1', 'Say hi').pipe(textOf()).subscribe((text) => (element.textContent = text));
 */
export const textOf = (): OperatorFunction<AnswerEvent, string> => (events) =>
  events.pipe(
    accumulate({ rethrow: true }),
    map(({ text }) => text),
    distinctUntilChanged(),
  );
