import { asyncScheduler, ignoreElements, merge, timeout, throwError, type Observable, type SchedulerLike } from 'rxjs';
import { operate } from '../../operators/flow/operate.js';
import { isJsonObject, parseJsonText } from '../../protocol/codec/json.js';
import { apiError } from '../../protocol/errors/ApiError.js';
import type { OpenSocket, SocketFrame } from '../../transport/WebSocketTransport.js';
import { responseIdOf } from './responseIdOf.js';

/** Options for `interruptAnswer`. */
export interface InterruptAnswerOptions {
  /** The longest wait for the end of the answer, in milliseconds. */
  readonly due: number;
  readonly scheduler?: SchedulerLike;
}

/** The type of the message that ends an answer, and the beginning of the type of its acknowledgement. */
const INTERRUPT = 'response.interrupt';

/** The types of the frames that end an answer. */
const TERMINAL: ReadonlySet<unknown> = new Set(
  ['completed', 'done', 'incomplete', 'failed', 'cancelled'].map((end) => `response.${end}`),
);

const failure = (detail: string) => apiError({ type: 'stream', reason: 'closed', detail });
const ended = () => failure('the connection ended during the interruption');

/**
 * Reads the rest of an answer without emitting it. Completes when the server acknowledges the interruption or the answer
 * ends. Fails if the server rejects the interruption, or if the connection ends.
 */
const untilOver = (responseId: string) =>
  operate<SocketFrame, never>((subscriber) => ({
    next: (frame) => {
      if (frame.type === 'close') return subscriber.error(ended());
      if (frame.type !== 'text') return;
      const json = parseJsonText(frame.text);
      if (!isJsonObject(json)) return;
      const { type } = json;
      if (type === 'error') return subscriber.error(failure('the server rejected the interruption'));
      const isAcknowledged = typeof type === 'string' && type.startsWith(INTERRUPT);
      if (isAcknowledged || (TERMINAL.has(type) && responseIdOf(json) === responseId)) subscriber.complete();
    },
    complete: () => subscriber.error(ended()),
  }));

// docs/wire.md, section 9.2
/** Ends an answer on its socket. Completes when the socket can be used for the next request, otherwise fails. */
export const interruptAnswer = (
  { frames, send }: Pick<OpenSocket, 'frames' | 'send'>,
  responseId: string,
  { due, scheduler = asyncScheduler }: InterruptAnswerOptions,
): Observable<never> => {
  const message = { type: INTERRUPT, response_id: responseId, discard_partial_items: true };
  return merge(frames.pipe(untilOver(responseId)), send(JSON.stringify(message))).pipe(
    ignoreElements(),
    timeout({
      first: due,
      scheduler,
      with: () => throwError(() => failure(`the interrupted answer did not end within ${due} ms`)),
    }),
  );
};
