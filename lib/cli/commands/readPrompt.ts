import { asyncScheduler, forkJoin, map, of, type Observable, type SchedulerLike } from 'rxjs';
import { buildError } from '../../protocol/errors/ApiError.js';
import type { Prompt } from '../../protocol/Prompt.js';
import { MISSING_PROMPT, type Request } from '../arguments/options.js';
import { inputOf, readAttachment, schemaOf } from './attachments.js';
import { pipedText, type PipedInput } from './pipedText.js';

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
    attachments: files.length === 0 ? of([]) : forkJoin(files.map(readAttachment)),
    schema: schema === undefined ? of(undefined) : readAttachment(schema).pipe(map((file) => schemaOf(schema, file))),
  }).pipe(
    map(({ text, attachments, schema: outputSchema }) => {
      const input = inputOf([prompt, text.trim()], attachments);
      if (input === '') throw buildError(MISSING_PROMPT);
      return { instructions: system, input, outputSchema };
    }),
  );
};
