import * as t from 'io-ts';
import { Wish } from './wish.js';

/**
 * What became of a request, as the server saw it: `cancelled` where the client hung up on an unfinished answer, `failed` where
 * the server refused it or cut it off.
 */
export const Outcome = t.keyof({ open: null, answered: null, cancelled: null, failed: null });
export type Outcome = t.TypeOf<typeof Outcome>;

export const Seen = t.type({ part: Wish.props.part, outcome: Outcome });
export type Seen = t.TypeOf<typeof Seen>;

/** All requests, in order of arrival. */
export const ServerView = t.readonlyArray(Seen);
export type ServerView = t.TypeOf<typeof ServerView>;
