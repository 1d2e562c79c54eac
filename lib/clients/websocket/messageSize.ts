import { apiError } from '../../protocol/errors/ApiError.js';
import { MESSAGE_TOO_LARGE } from '../../protocol/errors/TransportError.js';

/** The header of a handshake's response with the size of the largest message that the server accepts, in bytes. */
const MAX_MESSAGE_BYTES = 'x-codex-websocket-max-message-bytes';

// docs/wire.md, section 9.1
/** Returns a message unchanged. Throws a `build` error if the server has announced that it does not accept its size. */
export const checkedMessage = (text: string, headers: Headers): string => {
  const limit = Number(headers.get(MAX_MESSAGE_BYTES) ?? NaN);
  if (!(limit > 0)) return text;
  const size = new TextEncoder().encode(text).length;
  if (size <= limit) return text;
  const detail = `the request is ${size} bytes long, but the server accepts WebSocket messages of at most ${limit} bytes; send it over HTTP`;
  throw apiError({ type: 'transport', error: { type: 'build', detail }, code: MESSAGE_TOO_LARGE });
};
