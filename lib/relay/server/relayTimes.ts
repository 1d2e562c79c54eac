/** The default waits of a relay, in milliseconds: for a reader that has left, and for the body of a request. */
export const RELAY_TIMES = { grace: 10_000, bodyTimeout: 30_000 } as const;
