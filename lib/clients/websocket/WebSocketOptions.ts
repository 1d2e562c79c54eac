import { safeText } from '../../protocol/codec/safeText.js';
import { withDefaults, type Undefinable } from '../../provider/Provider.js';
import { buildError } from '../../protocol/errors/ApiError.js';
import { MAX_TIMER_DELAY } from '../../protocol/limits.js';
import { unknownName } from '../../protocol/unknownName.js';

/** The limits of WebSockets. All times are in milliseconds. */
export interface WebSocketOptions {
  /**
   * The longest wait for the answer to a handshake. The provider's `connectTimeout` applies if it is shorter. Default:
   * 15 000; for a `RoutedClient`, which can use HTTP instead, 5000.
   */
  readonly handshakeTimeout: number;
  /**
   * The idle time after which an open socket is checked before the next request uses it. A socket that does not pass
   * is replaced. Default: 15 000.
   */
  readonly checkAfter: number;
  /** The longest wait for the answer to a ping, which checks a socket. Default: 2000. */
  readonly pingTimeout: number;
  /**
   * The longest wait for the first message on a socket that had to be checked, where the platform cannot send pings. The
   * request is then sent on a new socket. Default: 15 000.
   */
  readonly firstMessageTimeout: number;
  /**
   * Sends `response.interrupt` if the subscriber leaves an answer early, and keeps the socket. Set it only for a server
   * that knows this message. Default: false, the socket is closed.
   */
  readonly interrupt: boolean;
  /** The longest wait until an interrupted answer has ended. After that, the socket is closed. Default: 5000. */
  readonly interruptTimeout: number;
}

// docs/wire.md, sections 1.5 and 9.1
const DEFAULTS: WebSocketOptions = {
  handshakeTimeout: 15_000,
  checkAfter: 15_000,
  pingTimeout: 2_000,
  firstMessageTimeout: 15_000,
  interrupt: false,
  interruptTimeout: 5_000,
};

/** Applies the defaults. */
export const createWebSocketOptions = (given: Undefinable<WebSocketOptions> = {}): WebSocketOptions =>
  withDefaults(DEFAULTS, given);

/** Returns the options. Throws a `build` error that names the first invalid one. NaN fails every comparison. */
export const checkedOptions = (options: WebSocketOptions): WebSocketOptions => {
  const { interrupt, ...times } = options;
  const unknown = unknownName(options, { names: Object.keys(DEFAULTS), instead: new Map() });
  if (unknown !== undefined) throw buildError(`websocketOptions has no option ${unknown}`);
  if (typeof interrupt !== 'boolean') throw buildError(`interrupt is ${safeText(interrupt)}; expected true or false`);
  for (const [name, value] of Object.entries(times))
    if (!(value >= 0 && value <= MAX_TIMER_DELAY))
      throw buildError(`${name} is ${value}; expected milliseconds from 0 and at most ${MAX_TIMER_DELAY}`);
  return options;
};
