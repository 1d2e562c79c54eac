import { defer, map, merge, NEVER, Observable, of, switchMap, take, tap } from 'rxjs';
import { isLeft } from '#either';
import { ScriptedServer } from '../server/ScriptedServer.js';
import { ExitCode } from './exitCodes.js';
import { HELP, readCommand, type Command } from './options.js';
import { runPrompt, type PromptCommand } from './runPrompt.js';
import { printError, type Terminal } from './Terminal.js';

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

const runPromptEmbedded = (command: PromptCommand, terminal: Terminal): Observable<ExitCode> =>
  runningServer(0).pipe(
    tap(({ baseUrl }) =>
      terminal.note(
        `No OPENAI_API_KEY and no --base-url: the answer comes from a scripted server on this machine, ${baseUrl}, not from a model.`,
      ),
    ),
    switchMap(({ baseUrl }) => runPrompt(command, baseUrl, terminal)),
  );

const serve = (port: number, commandName: string, terminal: Terminal): Observable<never> =>
  runningServer(port).pipe(
    tap(({ baseUrl }) => {
      terminal.note(`The scripted server listens at ${baseUrl}. Ctrl-C stops it. Try:`);
      terminal.note(`  ${commandName} --base-url ${baseUrl} "Write a haiku about streams"`);
    }),
    switchMap(() => NEVER),
  );

const execute = (command: Command, commandName: string, terminal: Terminal): Observable<ExitCode> => {
  switch (command.type) {
    case 'help':
      return defer(() => {
        terminal.write(HELP);
        return of(ExitCode.ok);
      });
    case 'serve':
      return serve(command.port, commandName, terminal);
    case 'prompt':
      return command.baseUrl === undefined && command.apiKey === undefined
        ? runPromptEmbedded(command, terminal)
        : runPrompt(command, command.baseUrl, terminal);
  }
};

/**
 * Runs the program and emits one exit code. Ctrl-C, or a closed output pipe, unsubscribes from the running work.
 * Unsubscribing closes everything that was opened.
 */
export const run = (
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  terminal: Terminal,
): Observable<ExitCode> =>
  defer(() => {
    const command = readCommand(args, env);
    if (isLeft(command)) {
      printError(terminal, command.left, 'See codex-rx --help.');
      return of(ExitCode.usage);
    }
    // In a clone of the repository, the command is not in PATH.
    const commandName = env['npm_lifecycle_event'] === 'start' ? 'npm start --' : 'codex-rx';
    return merge(
      execute(command.right, commandName, terminal),
      terminal.interrupted.pipe(map(() => ExitCode.interrupted)),
      terminal.outputClosed.pipe(map(() => ExitCode.outputClosed)),
    ).pipe(
      take(1),
      tap((code) => {
        if (code === ExitCode.interrupted) terminal.note('interrupted');
      }),
    );
  });
