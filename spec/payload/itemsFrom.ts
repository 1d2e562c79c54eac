import { isRight } from 'fp-ts/lib/Either.js';
import { ResponseItem } from '../../lib/protocol/ResponseItem.js';

/** The items in a list of JSON objects, as a program reads them from its store. */
export const itemsFrom = (given: readonly object[]): readonly ResponseItem[] =>
  given.flatMap((item): readonly ResponseItem[] => {
    const decoded = ResponseItem.decode(item);
    return isRight(decoded) ? [decoded.right] : [];
  });
