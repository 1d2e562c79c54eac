import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import {
  asyncScheduler,
  catchError,
  connect,
  defaultIfEmpty,
  defer,
  EMPTY,
  forkJoin,
  from,
  identity,
  ignoreElements,
  map,
  merge,
  of,
  reduce,
  take,
  takeUntil,
  tap,
  throwError,
  timeout,
  timer,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import { fileError } from '../node/fileError.js';
import { parseJsonText } from '../protocol/codec/json.js';
import { buildError } from '../protocol/errors/ApiError.js';
import type { Prompt } from '../protocol/Prompt.js';
import { isPlainObject } from '../protocol/schema/schemaKind.js';
import { userMessage } from '../protocol/userMessage.js';
import { MISSING_PROMPT, type Request } from './options.js';
import type { Terminal } from './Terminal.js';

interface Attachment {
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

const read = (path: string): Observable<Attachment> =>
  defer(() => from(readFile(path))).pipe(
    catchError((cause: unknown) => throwError(() => fileError(cause))),
    map((data) => ({ path, data })),
  );

const fenced = ({ path, data }: Attachment): string =>
  `${basename(path)}:\n\`\`\`\n${new TextDecoder().decode(data)}\n\`\`\``;

const inputOf = (texts: readonly string[], attachments: readonly Attachment[]): Prompt['input'] => {
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

const schemaOf = (path: string, { data }: Attachment) => {
  const schema = parseJsonText(new TextDecoder().decode(data));
  if (!isPlainObject(schema)) throw buildError(`--schema must name a file with a JSON Schema: ${path} has none`);
  return schema;
};

/** The longest wait for the first byte of a stdin that nothing may be written to, in milliseconds. */
const INPUT_TIMEOUT = 3000;
/** The longest wait for the first byte of another command of a pipeline, in milliseconds. */
const PIPELINE_TIMEOUT = 30_000;
/** The longest text that may be piped in, in characters. */
const MAX_PIPED = 10 * 2 ** 20;

type PipedInput = Pick<Terminal, 'piped' | 'isPipeline' | 'note'>;

const pipedText = (
  { prompt, awaitsPipe }: Request,
  { piped, isPipeline, note }: PipedInput,
  scheduler: SchedulerLike,
): Observable<string> => {
  if (piped === undefined) return of('');
  const wait = isPipeline ? PIPELINE_TIMEOUT : INPUT_TIMEOUT;
  const isOptional = prompt !== '' && !awaitsPipe;
  // A service may start the program with a pipe that stays open and empty.
  const goOn = (): Observable<string> => {
    note(`nothing was piped in within ${wait / 1000} s: the prompt is sent without it; "-" waits for it`);
    return of('');
  };
  const noteWait = timer(INPUT_TIMEOUT, scheduler).pipe(
    tap(() => {
      note(`waiting up to ${wait / 1000} s for the text that is piped in; "-" waits without a limit`);
    }),
    ignoreElements(),
  );
  const limited = (pieces: Observable<string>): Observable<string> =>
    merge(
      isPipeline ? noteWait.pipe(takeUntil(pieces.pipe(take(1), defaultIfEmpty('')))) : EMPTY,
      pieces.pipe(timeout({ first: wait, with: goOn, scheduler })),
    );
  return piped.pipe(
    isOptional ? connect(limited) : identity,
    reduce((text, piece) => {
      if (text.length + piece.length > MAX_PIPED)
        throw buildError(`the text piped in is longer than ${MAX_PIPED} characters`);
      return text + piece;
    }, ''),
  );
};

/**
 * Reads what a request consists of: the prompt, the text that is piped in, the files, and the schema.
 *
 * Errors: a `file` error for a file that cannot be read; a `build` error for a schema that is none, for a text that is
 * too long, and where there is nothing to send. Teardown: stops reading.
 */
export const readPrompt = (
  request: Request,
  terminal: PipedInput,
  { scheduler = asyncScheduler }: { readonly scheduler?: SchedulerLike } = {},
): Observable<Prompt> => {
  const { prompt, system, files, schema } = request;
  return forkJoin({
    text: pipedText(request, terminal, scheduler),
    attachments: files.length === 0 ? of([]) : forkJoin(files.map(read)),
    schema: schema === undefined ? of(undefined) : read(schema).pipe(map((file) => schemaOf(schema, file))),
  }).pipe(
    map(({ text, attachments, schema: outputSchema }) => {
      const input = inputOf([prompt, text.trim()], attachments);
      if (input === '') throw buildError(MISSING_PROMPT);
      return { instructions: system, input, outputSchema };
    }),
  );
};
