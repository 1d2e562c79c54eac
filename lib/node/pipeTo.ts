import type { ServerResponse } from 'node:http';
import { defer, type OperatorFunction } from 'rxjs';
import { DEFAULT_BUFFER_LIMIT } from '../protocol/limits.js';
import { openAnswer } from '../relay/frames/AnswerSource.js';
import { EVENT_STREAM_HEADERS } from '../relay/frames/RelayFrame.js';
import { relayFrames } from '../relay/frames/relayFrames.js';
import { eventStreamText, type EventStreamOptions } from '../relay/frames/toEventStream.js';
import { writeText } from './writeText.js';

/** Options for `pipeTo`. */
export interface PipeToOptions extends EventStreamOptions {
  /**
   * The number of bytes that may wait for a slow reader. It is reached only by a source that cannot be slowed down, e.g.
   * after an operator. Default: 10 485 760.
   */
  readonly maxBufferSize?: number | undefined;
}

/**
 * Writes an answer to the response of a `node:http` server, or of Express, as server-sent events. Apply it directly to
 * the stream of a client: the provider is then read only as fast as the reader takes the answer. An error of the answer
 * becomes its last frame; see `toEventStream`.
 *
 * Errors: a `stream` error (`too_large`) if more than `maxBufferSize` bytes wait for a slow reader. If the reader
 * disconnects, the observable completes. Teardown: unsubscribing closes the connection to the reader; when the reader
 * disconnects, the operator unsubscribes from the answer, which closes the connection to the provider.
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
    defer(() => {
      if (!response.headersSent)
        for (const [name, value] of Object.entries(EVENT_STREAM_HEADERS)) response.setHeader(name, value);
      return writeText(response, {
        connect: (demand) =>
          openAnswer(answer, demand).pipe(
            relayFrames({ describeError, scheduler }),
            eventStreamText({ heartbeat, scheduler, demand }),
          ),
        maxBufferSize,
      });
    });
