import { catchError, defer, map, merge, NEVER, Observable, of, switchMap, take, tap } from 'rxjs';
import { isLeft } from '#either';
import { convertRecording } from '../node/convertRecording.js';
import { ScriptedServer } from '../server/ScriptedServer.js';
import { isApiError } from '../protocol/errors/ApiError.js';
import { checkRecording } from './checkRecording.js';
import { COMPLETIONS } from './completion.js';
import { providerOf } from './createClient.js';
import { ExitCode } from './exitCodes.js';
import { HELP } from './help.js';
import { readCommand, type Command } from './options.js';
import { outputFailure } from './outputFailure.js';
import { PROVIDERS } from './providers.js';
import { readPrompt } from './readPrompt.js';
import { reportError } from './reportError.js';
import { runChat } from './runChat.js';
import { runModels } from './runModels.js';
import { runPrompt } from './runPrompt.js';
import { printError, type OutputFailure, type Terminal } from './Terminal.js';
import { readVersion } from './version.js';

type Asking = Extract<Command, { type: 'prompt' | 'chat' | 'models' }>;

/** Runs a scripted server for as long as there is a subscriber. */
const runningServer = (port: number): Observable<ScriptedServer> =>
  new Observable((subscriber) => {
    const server = new ScriptedServer({ port });
    server.listen().then(
      () => subscriber.next(server),
      (error: unknown) => subscriber.error(error),
    );
    return () => void server.close();
  });

type Start = (baseUrl: string | undefined) => Observable<ExitCode>;

/** Reads what is to be sent, before a server is started or asked. */
const prepare = (command: Asking, terminal: Terminal): Observable<Start> => {
  switch (command.type) {
    case 'models':
      return of((baseUrl) => runModels(command, baseUrl, terminal));
    case 'chat':
      return of((baseUrl) => runChat(command, baseUrl, terminal));
    case 'prompt':
      return readPrompt(command, terminal).pipe(
        map(
          (prompt): Start =>
            (baseUrl) =>
              runPrompt(command, prompt, baseUrl, terminal),
        ),
      );
  }
};

const startEmbedded = (start: Start, terminal: Terminal): Observable<ExitCode> =>
  runningServer(0).pipe(
    tap(({ baseUrl }) =>
      terminal.note(
        `No OPENAI_API_KEY and no --base-url: the answer comes from a scripted server on this machine, ${baseUrl}, not from a model.`,
      ),
    ),
    switchMap(({ baseUrl }) => start(baseUrl)),
  );

const ask = (command: Asking, terminal: Terminal): Observable<ExitCode> => {
  const { provider, baseUrl, apiKey } = command;
  const key = provider === undefined ? undefined : PROVIDERS[provider]?.key;
  if (key !== undefined && apiKey === undefined && baseUrl === undefined)
    return defer(() => {
      printError(terminal, `--provider ${provider ?? ''} needs a key`, `Set ${key} in the environment.`);
      return of(ExitCode.unauthorized);
    });
  const isEmbedded = provider === undefined && baseUrl === undefined && apiKey === undefined;
  let isRecorded = true;
  const watched: Terminal = {
    ...terminal,
    recordingFailed: () => {
      isRecorded = false;
      terminal.recordingFailed();
    },
  };
  return (command.record === undefined ? of(undefined) : checkRecording(command.record)).pipe(
    switchMap(() => prepare(command, watched)),
    switchMap((start) => (isEmbedded ? startEmbedded(start, watched) : start(baseUrl))),
    map((code) => (code === ExitCode.ok && !isRecorded ? ExitCode.file : code)),
    catchError((error: unknown) => {
      if (!isApiError(error)) throw error;
      return of(reportError(terminal, error, () => providerOf(command, baseUrl).baseUrl));
    }),
  );
};

const reportPort = (port: number, cause: unknown, terminal: Terminal): ExitCode => {
  const { code, message } = outputFailure(cause);
  const problem =
    code === 'EADDRINUSE' ? `port ${port} is in use` : `the server cannot listen on port ${port}: ${message}`;
  printError(terminal, problem, 'Select another port with --port, or leave --port out to use a free one.');
  return ExitCode.failed;
};

const serve = (port: number, commandName: string, terminal: Terminal): Observable<ExitCode> =>
  runningServer(port).pipe(
    tap(({ baseUrl }) => {
      terminal.note(`The scripted server listens at ${baseUrl}. Ctrl-C stops it. Try:`);
      terminal.note(`  ${commandName} --base-url ${baseUrl} "Write a haiku about streams"`);
    }),
    switchMap(() => NEVER),
    catchError((cause: unknown) => of(reportPort(port, cause, terminal))),
  );

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
      return ask(command, terminal);
  }
};

const reportOutput = ({ code, message }: OutputFailure, terminal: Terminal): ExitCode => {
  // The reader of a pipe has left, which is no fault: `codex-rx … | head -1`.
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
