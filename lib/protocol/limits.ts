/** The longest delay of a JavaScript timer, in milliseconds. A timer with a longer delay fires immediately. */
export const MAX_TIMER_DELAY = 2 ** 31 - 1;

/**
 * The default limit for the buffered part of an unfinished message, line or event: 10 Mi (10 485 760) bytes or
 * characters.
 */
export const DEFAULT_BUFFER_LIMIT = 10 * 1024 * 1024;

/**
 * The maximum number of nested causes that are read from an error. Runtimes nest two or three. The limit is needed for
 * a cause that contains itself.
 */
export const MAX_CAUSE_DEPTH = 8;

/** The limit of an answer, in tokens, for an API that requires one: the largest that older models accept too. */
export const DEFAULT_MAX_TOKENS = 8192;

/**
 * The limits within which the rest of a body is read after the answer is complete: 1000 ms and 64 KiB. If the server
 * ends the body within them, the connection can be reused.
 */
export const DEFAULT_DRAIN = { timeout: 1000, bytes: 64 * 1024 } as const;

/** The longest wait for a connection that is being drained, in milliseconds: less than a handshake takes. */
export const DRAIN_PATIENCE = 50;

/** The number of secrets that a redactor keeps, the latest ones: those of 32 handshakes, each with another token. */
export const MAX_SECRETS = 64;

/** The default limit for the items of one answer. */
export const MAX_ITEMS = 2000;

/** The default limit for the calls in one step of a tool loop. */
export const MAX_CALLS = 256;

/** The default limit for the frames of one answer together, in characters: 64 Mi. */
export const MAX_ANSWER_SIZE = 64 * 1024 * 1024;

/** The limit for the parts of an answer that a server has begun and not finished: each takes memory, and may show nothing. */
export const MAX_OPEN_PARTS = 10_000;
