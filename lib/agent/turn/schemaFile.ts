import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Unsubscribable } from 'rxjs';
import { buildError } from '../../protocol/errors/ApiError.js';
import { reasonOf } from '../../protocol/errors/reasonOf.js';
import { jsonSchemaOf } from '../../protocol/schema/jsonSchemaOf.js';
import type { AnySchema } from '../../protocol/schema/Schema.js';
import { temporaryFolder } from './temporaryFolder.js';

/** A file that exists until it is unsubscribed from or this process exits. */
export interface TemporaryFile extends Unsubscribable {
  readonly path: string;
}

/**
 * Writes an output schema to a temporary file, from which the program reads it. Only the current user can read the
 * file's folder.
 *
 * @throws ApiError `build` for an invalid schema, or if the file cannot be written.
 */
export const schemaFile = (schema: AnySchema): TemporaryFile => {
  const text = JSON.stringify(jsonSchemaOf(schema));
  try {
    const folder = temporaryFolder((path) => writeFileSync(join(path, 'schema.json'), text));
    return { path: join(folder.path, 'schema.json'), unsubscribe: () => folder.unsubscribe() };
  } catch (cause) {
    throw buildError(`outputSchema could not be written to a temporary file: ${reasonOf(cause)}`, cause);
  }
};
