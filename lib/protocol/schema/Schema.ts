import type { StandardSchemaV1 } from '@standard-schema/spec';
import type * as t from 'io-ts';
import type { JsonObject } from '../codec/json.js';

/**
 * A description of a JSON value, in any of three forms: a schema of a library that implements Standard Schema (zod,
 * valibot, arktype), an io-ts codec, or a JSON Schema. The first two check a value and give it a type. A JSON Schema is
 * sent to the server and checks nothing here, so its values are `unknown`.
 */
export type Schema<A = unknown> = StandardSchemaV1<unknown, A> | t.Type<A, unknown> | JsonObject;

/** A schema of any kind for a value of any type. */
export type AnySchema = StandardSchemaV1<unknown, unknown> | t.Mixed | JsonObject;
