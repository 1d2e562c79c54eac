import type * as t from 'io-ts';
import { isLeft } from '#either';
import { apiError } from '../../protocol/errors/ApiError.js';
import { decodeFault } from '../../protocol/errors/decodeFault.js';
import type { ResponseEvent } from '../../protocol/ResponseEvent.js';
import { CompletedResponse, EndedResponse, type Usage } from '../../protocol/ResponsesFrame.js';
import type { TokenUsage } from '../../protocol/TokenUsage.js';
import type { ResponseObserver } from '../ResponseDecoder.js';
import { responseFailure } from '../failures/responseFailure.js';

type End = (frame: { readonly response?: unknown }, observer: ResponseObserver) => void;
type Ending = Pick<Extract<ResponseEvent, { type: 'completed' }>, 'status' | 'finish_reason'>;

const tokenUsage = (usage: Usage | null | undefined): TokenUsage | null =>
  usage
    ? {
        input_tokens: usage.input_tokens,
        cached_input_tokens: usage.input_tokens_details?.cached_tokens ?? 0,
        output_tokens: usage.output_tokens,
        reasoning_output_tokens: usage.output_tokens_details?.reasoning_tokens ?? 0,
        total_tokens: usage.total_tokens,
      }
    : null;

/** Completes the stream with the members of `response`. If they cannot be read, the stream fails immediately. */
const complete = <A extends t.TypeOf<typeof EndedResponse>>(
  codec: t.Type<A, unknown>,
  response: unknown,
  observer: ResponseObserver,
  endingOf: (response: A) => Ending,
): void => {
  const decoded = codec.decode(response);
  if (isLeft(decoded)) {
    const detail = `failed to parse ResponseCompleted: ${decodeFault(decoded.left)}`;
    observer.error(apiError({ type: 'stream', reason: 'undecodable', detail }));
    return;
  }
  const { id, usage } = decoded.right;
  observer.next({
    type: 'completed',
    response_id: id ?? '',
    token_usage: tokenUsage(usage),
    ...endingOf(decoded.right),
  });
  observer.complete();
};

/** Handles `response.completed`, whose response must have an id. */
export const onCompleted: End = ({ response }, observer) =>
  complete(CompletedResponse, response, observer, () => ({ status: 'completed' }));

/** Handles `response.done`, whose response may be missing. */
export const onDone: End = ({ response }, observer) =>
  complete(EndedResponse, response ?? {}, observer, () => ({ status: 'completed' }));

/** Handles `response.incomplete`: a limit or a filter truncated the answer. */
export const onIncomplete: End = ({ response }, observer) =>
  complete(EndedResponse, response ?? {}, observer, ({ incomplete_details }) => ({
    status: 'incomplete',
    finish_reason: incomplete_details?.reason ?? 'unknown',
  }));

/** Handles `response.failed`. */
export const onFailed: End = ({ response }, observer) => observer.error(responseFailure(response));
