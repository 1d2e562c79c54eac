import * as t from 'io-ts';

/** The two parts of the page that send requests. */
export const Part = t.keyof({ chat: null, type_ahead: null });
export type Part = t.TypeOf<typeof Part>;

/**
 * The end of a request at the provider: `cancelled` if the relay closed it before its end, `failed` if the provider refused it
 * or cut it off.
 */
export const Outcome = t.keyof({ open: null, answered: null, cancelled: null, failed: null });
export type Outcome = t.TypeOf<typeof Outcome>;

export const Seen = t.type({ part: Part, outcome: Outcome });
export type Seen = t.TypeOf<typeof Seen>;

/** All requests of the provider, in the order of their arrival. */
export const ServerView = t.readonlyArray(Seen);
export type ServerView = t.TypeOf<typeof ServerView>;
