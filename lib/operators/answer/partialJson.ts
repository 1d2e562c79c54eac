import type * as t from 'io-ts';
import type { OperatorFunction } from 'rxjs';
import { isLeft } from '#either';
import { answerFold } from '../../answer/answerFold.js';
import { incrementalJson } from '../../answer/incrementalJson.js';
import type { AnswerEvent } from '../../answer/AnswerEvent.js';
import { apiError } from '../../protocol/errors/ApiError.js';
import { decodeFault } from '../../protocol/errors/decodeFault.js';
import { excerpt } from '../../protocol/errors/errorBody.js';
import { parseJsonText } from '../../protocol/codec/json.js';
import type { StreamReason } from '../../protocol/errors/StreamReason.js';
import { toApiError } from '../../protocol/errors/toApiError.js';
import { operate } from '../flow/operate.js';

/** A structured answer: the part received so far, and at the end the complete, checked value. */
export type PartialJson<A> =
  { readonly done: false; readonly value: unknown } | { readonly done: true; readonly value: A };

/** Options for `partialJson`. */
export interface PartialJsonOptions {
  /** The maximum length of the answer, in characters. Default: 1,048,576. */
  readonly maxLength?: number | undefined;
}

const streamError = (reason: StreamReason, detail: string) => apiError({ type: 'stream', reason, detail });

/**
 * Emits a structured answer (`outputSchema`) while it arrives, and at the end the complete answer, checked by a codec.
 *
 * ```text
 * events:  --[{"city"]--[: "Pa]--[ris"}]--(completed|)
 *        partialJson(City)
 * output:  --a----------b--------c--------(d|)
 * a = { done: false, value: {} }              c = { done: false, value: { city: 'Paris' } }
 * b = { done: false, value: { city: 'Pa' } }  d = { done: true, value: { city: 'Paris' } }
 * ```
 *
 * Strings are emitted while they are incomplete; numbers, `true`, `false` and `null` only once they are complete. Each
 * value is immutable, and unchanged parts are the same objects as before. To keep the total work linear in the length
 * of the answer, a very long list is emitted less often than once per element. A `reset` discards the value received so
 * far.
 *
 * Errors: a `stream` error if the complete answer is not JSON or does not match the codec, or if the answer is longer
 * than `maxLength`. Errors of the source are converted to `ApiError`s.
 *
 * Teardown: unsubscribes from the source.
 *
 * @example
 * const City = t.type({ city: t.string });
 * client.streamPrompt('gpt-5.1', { input: 'Where?', outputSchema }).pipe(partialJson(City), coalesce());
 */
export const partialJson = <A>(
  codec: t.Type<A, unknown>,
  { maxLength = 1024 * 1024 }: PartialJsonOptions = {},
): OperatorFunction<AnswerEvent, PartialJson<A>> =>
  operate((subscriber) => {
    const fold = answerFold();
    let growing = incrementalJson();

    const whole = (): PartialJson<A> => {
      const { text, refusal, status, finish_reason } = fold.onEnd();
      const json = parseJsonText(text);
      if (json === undefined) {
        const cut = status === 'incomplete' ? ` (cut off: ${finish_reason ?? 'unknown reason'})` : '';
        throw streamError(
          text === '' && refusal !== '' ? 'refused' : 'undecodable',
          text === '' && refusal !== ''
            ? `expected JSON, but the model refused: ${excerpt(refusal)}`
            : `expected JSON, but the answer${cut} is: ${excerpt(text) || '(empty)'}`,
        );
      }
      const decoded = codec.decode(json);
      if (isLeft(decoded))
        throw streamError('undecodable', `failed to decode ${codec.name}: ${decodeFault(decoded.left)}`);
      return { done: true, value: decoded.right };
    };

    return {
      next: (event) => {
        const { text } = fold.onEvent(event);
        if (text.length > maxLength)
          throw streamError('too_large', `the answer is longer than ${maxLength} characters`);
        if (event.type === 'reset') growing = incrementalJson();
        if (event.type !== 'output_text_delta') return;
        growing.add(event.delta);
        const value = growing.value();
        if (value !== undefined) subscriber.next({ done: false, value });
      },
      error: (cause) => subscriber.error(toApiError(cause)),
      complete: () => {
        subscriber.next(whole());
        subscriber.complete();
      },
    };
  });
