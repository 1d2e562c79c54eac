import type { ServerResponse } from 'node:http';
import { Observable, Subject, takeUntil, type OperatorFunction } from 'rxjs';
import { DemandGate, type Demand } from '../backpressure/Demand.js';
import { DEFAULT_BUFFER_LIMIT } from '../protocol/limits.js';
import { apiError } from '../protocol/errors/ApiError.js';
import { openAnswer } from '../relay/frames/AnswerSource.js';
import { EVENT_STREAM_HEADERS } from '../relay/frames/RelayFrame.js';
import { relayFrames } from '../relay/frames/relayFrames.js';
import { eventStreamText, type EventStreamOptions } from '../relay/frames/toEventStream.js';

/** Options for `pipeTo`. */
export interface PipeToOptions extends EventStreamOptions {
  /**
   * The number of bytes that may wait for a slow reader. It is reached only by a source that cannot be slowed down, e.g.
   * after an operator. Default: 10 485 760.
   */
  readonly maxBufferSize?: number | undefined;
}

const tooSlow = (maxBufferSize: number) =>
  apiError({
    type: 'stream',
    reason: 'too_large',
    detail: `more than ${maxBufferSize} bytes wait for a slow reader`,
  });

/** Writes text to a response while the reader takes it. Completes when the response is closed. */
const writeText = (
  response: ServerResponse,
  connect: (demand: Demand) => Observable<string>,
  maxBufferSize: number,
): Observable<never> =>
  new Observable((subscriber) => {
    if (response.destroyed || response.writableEnded) {
      subscriber.complete();
      return undefined;
    }
    const gate = new DemandGate();
    const over = new Subject<void>(); // a source that emits while it is subscribed to cannot be unsubscribed yet
    const onDrain = () => gate.open();
    const onClose = () => subscriber.complete();
    response.on('drain', onDrain).on('close', onClose).on('error', onClose);
    subscriber.add(() => {
      response.off('drain', onDrain).off('close', onClose);
      if (!response.writableEnded) response.destroy();
    });

    for (const [name, value] of Object.entries(EVENT_STREAM_HEADERS)) response.setHeader(name, value);
    response.flushHeaders();
    return connect(gate)
      .pipe(takeUntil(over))
      .subscribe({
        next: (text) => {
          if (!response.write(text)) gate.close();
          if (response.writableLength <= maxBufferSize) return;
          subscriber.error(tooSlow(maxBufferSize));
          over.next();
        },
        error: (cause: unknown) => subscriber.error(cause),
        complete: () => {
          if (!subscriber.closed) response.end();
        },
      });
  });

/**
 * Writes an answer to the response of a `node:http` server, or of Express, as server-sent events. Apply it directly to
 * the stream of a client: the provider is then read only as fast as the reader takes the answer. An error of the answer
 * becomes its last frame; see `toEventStream`.
 *
 * Errors: a `stream` error (`too_large`) if more than `maxBufferSize` bytes wait for a slow reader. That the reader
 * leaves is no error: the observable completes. Teardown: unsubscribing closes the connection to the reader; when the
 * reader leaves, the answer is unsubscribed, which closes the connection to the provider.
 *
 * @example
 * const { createServer } = await import('node:http');
 * const site = createServer((_request, response) => {
 *   client.streamPrompt('gpt-5.1', 'Say hi').pipe(pipeTo(response)).subscribe();
 * });
 */
export const pipeTo =
  <T>(
    response: ServerResponse,
    { heartbeat, scheduler, describeError, maxBufferSize = DEFAULT_BUFFER_LIMIT }: PipeToOptions = {},
  ): OperatorFunction<T, never> =>
  (answer) =>
    writeText(
      response,
      (demand) =>
        openAnswer(answer, demand).pipe(
          relayFrames({ describeError, scheduler }),
          eventStreamText({ heartbeat, scheduler, demand }),
        ),
      maxBufferSize,
    );
