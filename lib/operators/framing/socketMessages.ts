import type { OperatorFunction } from 'rxjs';
import { apiError } from '../../protocol/errors/ApiError.js';
import type { SseFrame } from '../../protocol/SseFrame.js';
import { lostConnection } from '../../transport/lostConnection.js';
import type { SocketFrame } from '../../transport/WebSocketTransport.js';
import { operate } from '../flow/operate.js';

/** Options for `socketMessages`. */
export interface SocketMessagesOptions {
  /**
   * True for a socket that was idle before. If it ends before its first message, the server has closed the idle socket:
   * a `network` error, which a new connection resolves. Default: false.
   */
  readonly reused?: boolean;
}

// docs/wire.md, section 9.4
/**
 * Converts the messages of a WebSocket to frames, the same as those of a server-sent event stream.
 *
 * ```text
 * socket:  --a--b--close--
 *       socketMessages()
 * frames:  --a--b--#              stream error: websocket closed by server before response.completed
 * ```
 *
 * Errors: `stream` for a binary message; `stream` for a close frame, with its code and reason as the cause; `transport`
 * with `network` if a reused socket ends before its first message; the source's.
 *
 * Teardown: unsubscribes from the source.
 *
 * @example
 * socket.frames.pipe(socketMessages(), parseJson(), decodeEvents(responsesDecoder));
 */
export const socketMessages = ({ reused = false }: SocketMessagesOptions = {}): OperatorFunction<
  SocketFrame,
  SseFrame
> =>
  operate((subscriber) => {
    let isSilent = true;
    const closedIdle = (cause?: Error) =>
      apiError(
        {
          type: 'transport',
          error: { type: 'network', detail: 'the websocket was closed while it was idle', code: 'WS_CLOSED' },
        },
        { cause },
      );
    return {
      next: (frame) => {
        switch (frame.type) {
          case 'text':
            isSilent = false;
            return subscriber.next({ event: 'message', data: frame.text });
          case 'binary':
            return subscriber.error(
              apiError({ type: 'stream', reason: 'malformed', detail: 'unexpected binary websocket event' }),
            );
          case 'close': {
            const cause = new Error(`close code ${frame.code}${frame.reason === '' ? '' : `: ${frame.reason}`}`);
            const detail = 'websocket closed by server before response.completed';
            subscriber.error(
              reused && isSilent
                ? closedIdle(cause)
                : apiError({ type: 'stream', reason: 'closed', detail }, { cause }),
            );
          }
        }
      },
      // Before the first message nothing was answered: the request can be sent over another connection.
      error: (cause) => subscriber.error(isSilent ? cause : lostConnection(cause, 'the websocket was lost')),
      complete: () => {
        if (reused && isSilent) subscriber.error(closedIdle());
        else subscriber.complete();
      },
    };
  });
