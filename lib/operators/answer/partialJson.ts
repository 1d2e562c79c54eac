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

/** A structured answer: what has come of it, and last the whole, checked. */
export type PartialJson<A> =
  { readonly done: false; readonly value: unknown } | { readonly done: true; readonly value: A };

/** How much may come. */
export interface PartialJsonOptions {
  /** The most characters that an answer may take. Default 1 Mi. */
  readonly maxLength?: number | undefined;
}

const streamError = (reason: StreamReason, detail: string) => apiError({ type: 'stream', reason, detail });

/**
 * Gives a structured answer (`outputSchema`) while it grows, and last the whole one, checked by a codec.
 *
 * ```text
 * events:  --[{"city"]--[: "Pa]--[ris"}]--(completed|)
 *        partialJson(City)
 * output:  --a----------b--------c--------(d|)
 * a = { done: false, value: {} }              c = { done: false, value: { city: 'Paris' } }
 * b = { done: false, value: { city: 'Pa' } }  d = { done: true, value: { city: 'Paris' } }
 * ```
 *
 * Texts come as they grow; numbers, `true`, `false` and `null` when they are whole. Every value is immutable, and what has
 * not changed in it is the same object as before. The cost grows with the length of the answer and no faster: a
 * very long list is not given anew after every one of its members. A `reset` begins anew.
 *
 * Errors: `stream` where the whole is no JSON, does not fit the codec, or is longer than `maxLength`; the source's, as
 * `ApiError`s. Teardown: the source's.
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
        const cut = status === 'incomplete' ? `, cut short by ${finish_reason ?? 'a limit'},` : '';
        throw streamError(
          text === '' && refusal !== '' ? 'refused' : 'undecodable',
          text === '' && refusal !== ''
            ? `expected JSON, but the model refused: ${excerpt(refusal)}`
            : `expected JSON, but the answer${cut} is: ${excerpt(text) || '(nothing)'}`,
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
