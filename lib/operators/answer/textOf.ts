import { distinctUntilChanged, map, type OperatorFunction } from 'rxjs';
import type { AnswerEvent } from '../../answer/AnswerEvent.js';
import { accumulate } from './accumulate.js';

/**
 * Emits the text of the answer so far, upon subscription and whenever it has changed. Use it to show the text in a
 * template.
 *
 * ```text
 * events:  --created--[He]--[llo]--(completed|)
 *        textOf()
 * text:    a----------b-----c------|             a = '', b = 'He', c = 'Hello'
 * ```
 *
 * For the deltas alone, use `ofType('output_text_delta')`. After a `reset` of `retryAnswer` the text is '' again.
 *
 * Errors of the source are converted to `ApiError`s. Teardown: unsubscribes from the source.
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
