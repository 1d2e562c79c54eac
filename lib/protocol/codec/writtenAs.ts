import * as t from 'io-ts';

/** The codec with another encoder: an item is sent back in a form other than the one it was received in. */
export const writtenAs = <A>(codec: t.Type<A, unknown>, write: (item: A) => unknown): t.Type<A, unknown> =>
  new t.Type(codec.name, codec.is, codec.validate, write);
