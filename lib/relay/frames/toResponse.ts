import { fromEvent, of, takeUntil, type Observable } from 'rxjs';
import { openAnswer, type AnswerSource } from './AnswerSource.js';
import { readableBytes, type ReadableBytesOptions } from './readableBytes.js';
import { EVENT_STREAM_HEADERS } from './RelayFrame.js';
import { relayFrames } from './relayFrames.js';
import { eventStreamText, type EventStreamOptions } from './toEventStream.js';

/** Options for `toResponse`. */
export interface ToResponseOptions extends EventStreamOptions, ReadableBytesOptions {
  /** The signal of the request. When it fires, the answer is unsubscribed. Some servers do not cancel the body. */
  readonly signal?: AbortSignal | undefined;
  /** Further headers of the response. They overwrite those of the event stream. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** Ends a stream without an error when a signal fires. */
export const untilAborted = <T>(source: Observable<T>, signal: AbortSignal | undefined): Observable<T> => {
  if (signal === undefined) return source;
  return source.pipe(takeUntil(signal.aborted ? of(undefined) : fromEvent(signal, 'abort')));
};

/**
 * Creates a web `Response` that streams an answer as server-sent events, for Hono, Next, Workers, Deno and Bun. The
 * answer is subscribed to when the body is read for the first time, and is read as fast as the body is.
 *
 * An error becomes the last frame; see `toEventStream`.
 *
 * Errors: none, but the body fails with a `stream` error (`too_large`) if more than `maxBufferSize` characters wait for
 * a slow reader. Teardown: cancelling the body, or `signal`, unsubscribes, which closes the connection to the provider.
 *
 * @example
 * const handler = (request: Request) => toResponse(client.streamPrompt('gpt-5.1', 'Say hi'), { signal: request.signal });
 */
export const toResponse = <T>(
  answer: AnswerSource<T>,
  { signal, headers = {}, heartbeat, scheduler, describeError, highWaterMark, maxBufferSize }: ToResponseOptions = {},
): Response => {
  const body = readableBytes(
    (demand) =>
      // After `relayFrames`: an answer that is cut off must not end with the frame `done`.
      untilAborted(openAnswer(answer, demand).pipe(relayFrames({ describeError, scheduler })), signal).pipe(
        eventStreamText({ heartbeat, scheduler, demand }),
      ),
    { highWaterMark, maxBufferSize },
  );
  return new Response(body, { headers: { ...EVENT_STREAM_HEADERS, ...headers } });
};
