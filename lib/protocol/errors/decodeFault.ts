import type { Errors, ValidationError } from 'io-ts';
import { excerpt, jsonExcerpt } from './errorBody.js';

const tagOf = (type: unknown): unknown =>
  typeof type === 'object' && type !== null && '_tag' in type ? type._tag : undefined;

const COMBINATORS: ReadonlySet<unknown> = new Set(['UnionType', 'IntersectionType']);
const ABSENCE: ReadonlySet<unknown> = new Set(['NullType', 'UndefinedType']);

/**
 * Returns the most specific error: the deepest one in the value. Errors of the null and undefined branches come last.
 */
const tellingError = (errors: Errors): ValidationError | undefined => {
  const depth = ({ context }: ValidationError) => (ABSENCE.has(tagOf(context.at(-1)?.type)) ? 0 : context.length);
  return errors.reduce<ValidationError | undefined>(
    (best, error) => (best === undefined || depth(error) > depth(best) ? error : best),
    undefined,
  );
};

/**
 * Describes where and why a value does not match its codec, e.g. `usage.total_tokens: expected integer, got nothing`.
 */
export const decodeFault = (errors: Errors): string => {
  const error = tellingError(errors);
  if (error === undefined) return 'does not fit';
  // At a union or an intersection, the key is the number of a branch, which is not part of the path in the value.
  const path = error.context.filter(
    ({ key }, index) => key !== '' && !COMBINATORS.has(tagOf(error.context[index - 1]?.type)),
  );
  const expected = excerpt(error.context.at(-1)?.type.name ?? 'something else', 60);
  const place = path.map(({ key }) => key).join('.');
  return `${place === '' ? '' : `${place}: `}expected ${expected}, got ${jsonExcerpt(error.value, 60)}`;
};
