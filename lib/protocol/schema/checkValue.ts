import type { StandardSchemaV1 } from '@standard-schema/spec';
import { isLeft } from '#either';
import { decodeFault } from '../errors/decodeFault.js';
import { excerpt } from '../errors/errorBody.js';
import type { Schema } from './Schema.js';
import { isCodec, isStandardSchema } from './schemaKind.js';

/** The result of a check: the value as the schema returns it, or a description of what is wrong. */
export type Checked<A> = { readonly ok: true; readonly value: A } | { readonly ok: false; readonly fault: string };

/** The maximum number of faults that are described. */
const MAX_FAULTS = 3;

const faultOf = ({ message, path = [] }: StandardSchemaV1.Issue): string => {
  const place = path.map((segment) => String(typeof segment === 'object' ? segment.key : segment)).join('.');
  return `${place === '' ? '' : `${place}: `}${message}`;
};

const checkedBy = (result: StandardSchemaV1.Result<unknown>): Checked<unknown> =>
  result.issues === undefined
    ? { ok: true, value: result.value }
    : { ok: false, fault: excerpt(result.issues.slice(0, MAX_FAULTS).map(faultOf).join('; ')) };

/**
 * Checks a value with a schema. The result is a promise if the schema checks asynchronously. A JSON Schema accepts every
 * value.
 */
export function checkValue<A>(schema: Schema<A>, value: unknown): Checked<A> | Promise<Checked<A>>;
export function checkValue(schema: Schema, value: unknown): Checked<unknown> | Promise<Checked<unknown>> {
  if (isCodec(schema)) {
    const decoded = schema.decode(value);
    return isLeft(decoded) ? { ok: false, fault: decodeFault(decoded.left) } : { ok: true, value: decoded.right };
  }
  if (!isStandardSchema(schema)) return { ok: true, value };
  const result = schema['~standard'].validate(value);
  return result instanceof Promise ? result.then(checkedBy) : checkedBy(result);
}
