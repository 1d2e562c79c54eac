import type { OperatorFunction } from 'rxjs';
import { apiError, type ApiError } from '../../protocol/errors/ApiError.js';
import { codeOfClose, TOO_BIG } from '../../protocol/errors/closeCode.js';
import { excerpt } from '../../protocol/errors/errorBody.js';
import { SOCKET_CLOSED, SOCKET_VIOLATED } from '../../protocol/errors/TransportError.js';
import type { SseFrame } from '../../protocol/SseFrame.js';
import { lostConnection } from '../../transport/lostConnection.js';
import type { SocketFrame } from '../../transport/WebSocketTransport.js';
import { operate } from '../flow/operate.js';

/** Options for `socketMessages`. */
export interface SocketMessagesOptions {
  /**
   * The socket was open and idle before. If it ends before its first message, the server has closed the idle socket.
   * This is a `network` error, because the request can be sent over a new connection. Default: false.
   */
  readonly reused?: boolean;
}

type CloseFrame = Extract<SocketFrame, { readonly type: 'close' }>;

const textOf = ({ code, reason }: CloseFrame): string =>
  `close code ${code}${reason === '' ? '' : `: ${excerpt(reason)}`}`;

const causeOf = (frame: CloseFrame): Error => new Error(textOf(frame));

const closedIdle = (cause?: Error): ApiError =>
  apiError(
    {
      type: 'transport',
      error: { type: 'network', detail: 'the websocket was closed while it was idle', code: SOCKET_CLOSED },
    },
    { cause },
  );

const closedBy = (frame: CloseFrame): ApiError => {
  const detail =
    frame.code === TOO_BIG
      ? 'the server closed the websocket because the request is larger than it accepts (close code 1009)'
      : `websocket closed by server before response.completed (${textOf(frame)})`;
  const reason = frame.code === TOO_BIG ? 'too_large' : 'closed';
  return apiError({ type: 'stream', reason, detail, code: codeOfClose(frame.code) }, { cause: causeOf(frame) });
};

// docs/wire.md, section 9.4
/**
 * Converts the messages of a WebSocket to frames, the same as those of a server-sent event stream.
 *
 * ```text
 * socket:  --a--b--close--
 *       socketMessages()
 * frames:  --a--b--#     stream error: websocket closed by server before response.completed (close code 1001: restart)
 * ```
 *
 * Errors: a `stream` error for a binary message, and for a close frame, with the code and reason of the frame and with
 * `WS_CLOSE_<code>` as its `code`; a `transport` error with `network` if a reused socket ends before its
 * first message. Errors of the source pass through.
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
    return {
      next: (frame) => {
        switch (frame.type) {
          case 'text':
            isSilent = false;
            return subscriber.next({ event: 'message', data: frame.text });
          case 'binary':
            return subscriber.error(
              apiError({
                type: 'stream',
                reason: 'malformed',
                detail: 'unexpected binary websocket event',
                code: SOCKET_VIOLATED,
              }),
            );
          case 'close': {
            const isIdle = reused && isSilent && frame.code !== TOO_BIG;
            subscriber.error(isIdle ? closedIdle(causeOf(frame)) : closedBy(frame));
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
