import { filter, type MonoTypeOperatorFunction } from 'rxjs';
import { excerpt } from '../../protocol/errors/errorBody.js';
import { onOneLine, type Logger } from '../../telemetry/Logger.js';
import { notify } from '../../telemetry/Telemetry.js';

/**
 * Skips lines that the program did not write: everything that does not begin like a JSON object. On Windows, the
 * commands of the agent write `SUCCESS: The process with PID 4711 has been terminated.` to the same stdout. Skipped
 * lines are logged as warnings. A line that begins with `{` passes, so that a broken event remains an error.
 *
 * Errors of the source pass through. Teardown: unsubscribes from the source.
 */
export const skipForeignLines = (logger: Logger | undefined): MonoTypeOperatorFunction<string> => {
  const log = logger && onOneLine(logger);
  return filter((line) => {
    const text = line.trimStart();
    const isOurs = text === '' || text.startsWith('{');
    if (!isOurs) notify(() => log?.warn(`skipped a line of stdout that is no event: ${excerpt(line)}`));
    return isOurs;
  });
};
