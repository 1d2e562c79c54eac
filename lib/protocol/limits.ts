/** The longest delay that timers of JavaScript can hold, in milliseconds; a longer one fires immediately. */
export const MAX_TIMER_DELAY = 2 ** 31 - 1;

/** The default bound of what is buffered of one unfinished message, line or event: 10 Mi bytes or characters. */
export const DEFAULT_BUFFER_LIMIT = 10 * 1024 * 1024;

/** How deep causes of errors are followed. Runtimes nest two or three; the limit is for causes that contain themselves. */
export const MAX_CAUSE_DEPTH = 8;

/**
 * How much of a body is read after the answer is complete: a server that ends it within these limits keeps the
 * connection. 1000 ms and 64 KiB.
 */
export const DEFAULT_DRAIN = { timeout: 1000, bytes: 64 * 1024 } as const;

/** How long a request waits for a connection that is being drained, in milliseconds: less than a handshake takes. */
export const DRAIN_PATIENCE = 50;
