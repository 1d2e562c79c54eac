import { catchError, defer, map, merge, NEVER, of, take, tap, type Observable } from 'rxjs';
import { isLeft } from '#either';
import { convertRecording } from '../node/recording/convertRecording.js';
import { isApiError } from '../protocol/errors/ApiError.js';
import { COMPLETIONS } from './arguments/completion.js';
import { HELP } from './arguments/help.js';
import { readCommand, type Command } from './arguments/options.js';
import { sendCommand } from './commands/sendCommand.js';
import { serve } from './commands/serve.js';
import { ExitCode } from './exitCodes.js';
import { reportError } from './output/reportError.js';
import { printError, type OutputFailure, type Terminal } from './terminal/Terminal.js';
import { readVersion } from './version.js';

const convert = (from: string, to: string, terminal: Terminal): Observable<ExitCode> =>
  convertRecording(from, to).pipe(
    map(() => {
      terminal.note(`${to} is written.`);
      return ExitCode.ok;
    }),
    catchError((error: unknown) => {
      if (!isApiError(error)) throw error;
      return of(reportError(terminal, error));
    }),
  );

const print = (text: string, terminal: Terminal): Observable<ExitCode> =>
  defer(() => {
    terminal.write(text);
    return of(ExitCode.ok);
  });

const execute = (command: Command, commandName: string, terminal: Terminal): Observable<ExitCode> => {
  switch (command.type) {
    case 'help':
      return print(HELP, terminal);
    case 'version':
      return print(`${readVersion()}\n`, terminal);
    case 'completion':
      return print(COMPLETIONS[command.shell], terminal);
    case 'convert':
      return convert(command.from, command.to, terminal);
    case 'serve':
      return serve(command.port, commandName, terminal);
    default:
      return sendCommand(command, terminal);
  }
};

const reportOutput = ({ code, message }: OutputFailure, terminal: Terminal): ExitCode => {
  // The reader of a pipe has closed it, which is no fault: `codex-rx … | head -1`.
  if (code === 'EPIPE' || code === 'ERR_STREAM_DESTROYED') return ExitCode.outputClosed;
  printError(terminal, `the output cannot be written: ${message}`, 'Free some space, or write to another file.');
  return ExitCode.file;
};

/**
 * Runs the program and emits one exit code. Ctrl-C, or an output that fails, unsubscribes from the running work; in a
 * conversation, Ctrl-C first stops the answer. Unsubscribing closes everything that was opened.
 */
export const run = (
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  terminal: Terminal,
): Observable<ExitCode> =>
  defer(() => {
    const command = readCommand(args, env, terminal.piped !== undefined);
    if (isLeft(command)) {
      printError(terminal, command.left, 'See codex-rx --help.');
      return of(ExitCode.usage);
    }
    // In a clone of the repository, the command is not in PATH.
    const commandName = env['npm_lifecycle_event'] === 'start' ? 'npm start --' : 'codex-rx';
    const interrupted = command.right.type === 'chat' ? NEVER : terminal.interrupted;
    return merge(
      execute(command.right, commandName, terminal),
      interrupted.pipe(map(() => ExitCode.interrupted)),
      terminal.outputFailed.pipe(map((failure) => reportOutput(failure, terminal))),
    ).pipe(
      take(1),
      tap((code) => {
        // Who leaves an idle conversation interrupts nothing.
        if (code === ExitCode.interrupted && command.right.type !== 'chat') terminal.note('interrupted');
      }),
    );
  });
