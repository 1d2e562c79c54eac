import { endWith, ignoreElements, map, reduce, type Observable } from 'rxjs';
import { parseJsonText } from '../../protocol/codec/json.js';
import type { ResponseEvent } from '../../protocol/ResponseEvent.js';
import type { Request } from '../arguments/options.js';
import { ExitCode } from '../exitCodes.js';
import { printError, type Terminal } from '../terminal/Terminal.js';
import { answerText } from './answerText.js';

/** Emits the exit code at the end. With `--schema`, an answer must be JSON; it is not compared with the schema. */
export const checkAnswer =
  ({ schema }: Pick<Request, 'schema'>, terminal: Terminal) =>
  (events: Observable<ResponseEvent>): Observable<ExitCode> => {
    if (schema === undefined) return events.pipe(ignoreElements(), endWith(ExitCode.ok));
    return answerText(events).pipe(
      reduce((text, delta) => text + delta, ''),
      map((text) => {
        if (parseJsonText(text) !== undefined) return ExitCode.ok;
        printError(terminal, 'the answer is not JSON, although --schema was given', 'Try again, or use another model.');
        return ExitCode.failed;
      }),
    );
  };
