import * as t from 'io-ts';

/** What can go wrong on purpose; `slow` is no fault, but looks like one. */
export const Fault = t.keyof({ none: null, drop: null, stall: null, limit: null, slow: null });
export type Fault = t.TypeOf<typeof Fault>;

/** How long an answer is: a few sentences, 1,000 or 20,000 words. */
export const Length = t.keyof({ short: null, long: null, huge: null });
export type Length = t.TypeOf<typeof Length>;

/** What the page wants its own server to do with a request. No real server needs to be told. */
export const Wish = t.type({
  part: t.keyof({ chat: null, type_ahead: null }),
  /** The same for all attempts at a turn. */
  turn: t.string,
  fault: Fault,
  /** Whether the retries of a turn meet the fault, too. */
  always: t.boolean,
  length: Length,
});
export type Wish = t.TypeOf<typeof Wish>;

/** The header that carries a wish, as JSON. */
export const WISH_HEADER = 'x-example-wish';
