import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { catchError, defer, from, map, throwError, type Observable } from 'rxjs';
import { fileError } from '../../node/fileError.js';
import { parseJsonText } from '../../protocol/codec/json.js';
import { buildError } from '../../protocol/errors/ApiError.js';
import { userMessage } from '../../protocol/messages/userMessage.js';
import type { Prompt } from '../../protocol/Prompt.js';
import { isPlainObject } from '../../protocol/schema/schemaKind.js';

/** A file that is sent with a prompt. */
export interface Attachment {
  readonly path: string;
  readonly data: Uint8Array;
}

const PICTURES: Readonly<Record<string, string>> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
};

const typeOf = ({ path }: Attachment): string | undefined => PICTURES[extname(path).toLowerCase()];
const isPdf = ({ path }: Attachment): boolean => extname(path).toLowerCase() === '.pdf';

/**
 * Reads a file.
 *
 * Errors: a `file` error if the file cannot be read. Teardown: none; what is read is dropped.
 */
export const readAttachment = (path: string): Observable<Attachment> =>
  defer(() => from(readFile(path))).pipe(
    catchError((cause: unknown) => throwError(() => fileError(cause))),
    map((data) => ({ path, data })),
  );

const fenced = ({ path, data }: Attachment): string =>
  `${basename(path)}:\n\`\`\`\n${new TextDecoder().decode(data)}\n\`\`\``;

/** Returns the input of a prompt: pictures and PDFs as parts of a message, other files as fenced text. */
export const inputOf = (texts: readonly string[], attachments: readonly Attachment[]): Prompt['input'] => {
  const images = attachments.flatMap((file) => {
    const mediaType = typeOf(file);
    return mediaType === undefined ? [] : [{ data: file.data, mediaType }];
  });
  const files = attachments.filter(isPdf).map(({ path, data }) => ({
    data,
    mediaType: 'application/pdf',
    filename: basename(path),
  }));
  const rest = attachments.filter((file) => typeOf(file) === undefined && !isPdf(file));
  const text = [...texts.filter((part) => part !== ''), ...rest.map(fenced)].join('\n\n');
  return images.length + files.length === 0 ? text : [userMessage(text, { images, files })];
};

/** Parses a JSON Schema. Throws a `build` error for anything else. */
export const schemaOf = (path: string, { data }: Attachment): Prompt['outputSchema'] => {
  const schema = parseJsonText(new TextDecoder().decode(data));
  if (!isPlainObject(schema)) throw buildError(`--schema must name a file with a JSON Schema: ${path} has none`);
  return schema;
};
