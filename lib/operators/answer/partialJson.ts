import { from, type OperatorFunction } from 'rxjs';
import { answerFold } from '../../answer/answerFold.js';
import { incrementalJson } from '../../answer/incrementalJson.js';
import { unfence } from '../../answer/unfence.js';
import type { Answer } from '../../answer/Answer.js';
import type { AnswerEvent } from '../../answer/AnswerEvent.js';
import { apiError, buildError } from '../../protocol/errors/ApiError.js';
import { excerpt } from '../../protocol/errors/errorBody.js';
import { parseJsonText } from '../../protocol/codec/json.js';
import type { StreamReason } from '../../protocol/errors/StreamReason.js';
import { toApiError } from '../../protocol/errors/toApiError.js';
import { checkValue, type Checked } from '../../protocol/schema/checkValue.js';
import type { Schema } from '../../protocol/schema/Schema.js';
import { isCodec, isStandardSchema, isPlainObject } from '../../protocol/schema/schemaKind.js';
import { failWithApiError } from '../flow/failWithApiError.js';
import { operate } from '../flow/operate.js';

/** A structured answer: the part received so far, and at the end the complete, checked value. */
export type PartialJson<A> =
  { readonly done: false; readonly value: unknown } | { readonly done: true; readonly value: A };

/** Options for `partialJson`. */
export interface PartialJsonOptions {
  /** The maximum length of the answer, in characters. Default: 1,048,576. */
  readonly maxLength?: number | undefined;
  /**
   * Removes a leading `<think>` block and a Markdown fence around the JSON, which some models add. Default: false,
   * because such an answer does not match its schema.
   */
  readonly fenced?: boolean | undefined;
}

const streamError = (reason: StreamReason, detail: string) => apiError({ type: 'stream', reason, detail });

/** The text of a structured answer as it grows: only of the final message of the last step. */
const growingText = (isFenced: boolean) => {
  let growing = incrementalJson();
  let wrapping = unfence();
  let position = -1;
  let read = 0;
  const restart = () => {
    growing = incrementalJson();
    wrapping = unfence();
    read = 0;
  };
  return {
    restart,
    /** Reads a delta, and returns the value if it has grown. */
    onDelta: ({ final, messages }: Answer, delta: string): unknown => {
      const at = final === undefined ? -1 : messages.indexOf(final);
      if (at !== position) restart();
      position = at;
      const { text = '' } = final ?? {};
      if (text.length === read) return undefined; // the delta belongs to a comment
      // The delta itself, if possible: a slice would copy the whole text each time.
      const piece = text.length === read + delta.length ? delta : text.slice(read);
      read = text.length;
      growing.add(isFenced ? wrapping.add(piece) : piece);
      return growing.value();
    },
  };
};

/** Returns the JSON text of a complete answer. */
const jsonTextOf = (text: string, isFenced: boolean): string => {
  if (!isFenced) return text;
  const wrapping = unfence();
  return wrapping.add(text) + wrapping.end();
};

/** Parses the final message of an answer, or throws an error that describes the fault. */
const jsonOf = ({ final, refusal, status, finish_reason }: Answer, isFenced: boolean): unknown => {
  const { text = '' } = final ?? {};
  const json = parseJsonText(jsonTextOf(text, isFenced));
  if (json !== undefined) return json;
  const cut = status === 'incomplete' ? ` (cut off: ${finish_reason ?? 'unknown reason'})` : '';
  throw streamError(
    text === '' && refusal !== '' ? 'refused' : 'undecodable',
    text === '' && refusal !== ''
      ? `expected JSON, but the model refused: ${excerpt(refusal)}`
      : `expected JSON, but the answer${cut} is: ${excerpt(text) || '(empty)'}`,
  );
};

const expectSchema = (schema: unknown): void => {
  if (!isCodec(schema) && !isStandardSchema(schema) && !isPlainObject(schema))
    throw buildError('partialJson expects a JSON Schema, an io-ts codec, or a schema that implements Standard Schema');
};

const nameOf = <A>(schema: Schema<A>): string => (isCodec(schema) ? schema.name : 'the answer');

/**
 * Emits a structured answer (`outputSchema`) while it arrives, and at the end the complete answer, checked by a schema.
 *
 * ```text
 * events:  --[{"city"]--[: "Pa]--[ris"}]--(completed|)
 *        partialJson(City)
 * output:  --a----------b--------c--------(d|)
 * a = { done: false, value: {} }              c = { done: false, value: { city: 'Paris' } }
 * b = { done: false, value: { city: 'Pa' } }  d = { done: true, value: { city: 'Paris' } }
 * ```
 *
 * The schema is of a Standard Schema library (zod, valibot, arktype), an io-ts codec, or a JSON Schema, which checks
 * nothing here. Only the final message of the last step is read: comments of the model between tool calls are not part
 * of the value.
 *
 * Strings are emitted while they are incomplete; numbers, `true`, `false` and `null` only once they are complete. Each
 * value is immutable, and unchanged parts are the same objects as before. To keep the total work linear in the length
 * of the answer, a very long list is emitted less often than once per element. A `reset` discards the value received so
 * far.
 *
 * Errors: a `build` error for a value that is not a schema; a `stream` error if the complete answer is not JSON or does
 * not match the schema, or if the answer is longer than `maxLength`. Errors of the source are converted to `ApiError`s.
 *
 * Teardown: unsubscribes from the source.
 *
 * @example
 * const City = t.type({ city: t.string });
 * client.streamPrompt('gpt-5.1', { input: 'Where?', outputSchema: City }).pipe(partialJson(City), coalesce());
 */
export const partialJson = <A>(
  schema: Schema<A>,
  { maxLength = 1024 * 1024, fenced = false }: PartialJsonOptions = {},
): OperatorFunction<AnswerEvent, PartialJson<A>> => {
  expectSchema(schema);
  const valueOf = (checked: Checked<A>): PartialJson<A> => {
    if (!checked.ok) throw streamError('undecodable', `failed to decode ${nameOf(schema)}: ${checked.fault}`);
    return { done: true, value: checked.value };
  };
  return operate((subscriber) => {
    const fold = answerFold();
    const growing = growingText(fenced);
    return {
      next: (event) => {
        const answer = fold.onEvent(event);
        if ((answer.final?.text.length ?? 0) > maxLength)
          throw streamError('too_large', `the answer is longer than ${maxLength} characters (maxLength)`);
        if (event.type === 'reset') growing.restart();
        if (event.type !== 'output_text_delta') return;
        const value = growing.onDelta(answer, event.delta);
        if (value !== undefined) subscriber.next({ done: false, value });
      },
      error: (cause) => subscriber.error(toApiError(cause)),
      complete: () => {
        const checked = checkValue(schema, jsonOf(fold.onEnd(), fenced));
        if (checked instanceof Promise) {
          subscriber.add(from(checked.then(valueOf)).pipe(failWithApiError()).subscribe(subscriber));
          return;
        }
        subscriber.next(valueOf(checked));
        subscriber.complete();
      },
    };
  });
};
