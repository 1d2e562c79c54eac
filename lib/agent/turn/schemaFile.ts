import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Subscription, type Unsubscribable } from 'rxjs';
import { buildError } from '../../protocol/errors/ApiError.js';
import { reasonOf } from '../../protocol/errors/reasonOf.js';
import { onHostExit } from '../process/onHostExit.js';
import { jsonSchemaOf } from '../../protocol/schema/jsonSchemaOf.js';
import type { AnySchema } from '../../protocol/schema/Schema.js';

/** A file that exists until its observable is unsubscribed from or this process exits. */
export interface TemporaryFile extends Unsubscribable {
  readonly path: string;
}

const writeFile = (folder: string, text: string): TemporaryFile => {
  const path = join(folder, 'schema.json');
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    writeFileSync(path, text);
  } catch (cause) {
    remove(); // a full disk may have space for the folder but not for the file
    throw cause;
  }
  const lifetime = new Subscription(remove);
  lifetime.add(onHostExit(remove));
  return { path, unsubscribe: () => lifetime.unsubscribe() };
};

/**
 * Writes an output schema to a temporary file, from which the program reads it. Only the current user can read the
 * file's folder.
 *
 * @throws ApiError `build` for an invalid schema, or if the file cannot be written.
 */
export const schemaFile = (schema: AnySchema): TemporaryFile => {
  const text = JSON.stringify(jsonSchemaOf(schema));
  try {
    return writeFile(mkdtempSync(join(tmpdir(), 'codex-rx-')), text);
  } catch (cause) {
    throw buildError(`outputSchema cannot be written to a file: ${reasonOf(cause)}`, cause);
  }
};
