/**
 * The default waits of a relay, in milliseconds: for a reader that has left, for the body of a request, for the promise
 * of a hook or a store, and for a sign of the process that receives an answer.
 */
export const RELAY_TIMES = { grace: 10_000, bodyTimeout: 30_000, hookTimeout: 10_000, lease: 30_000 } as const;
