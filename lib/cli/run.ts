import { defer, map, merge, NEVER, Observable, of, switchMap, take, tap } from 'rxjs';
import { isLeft } from '#either';
import { ScriptedServer } from '../server/ScriptedServer.js';
import { ask } from './ask.js';
import { ExitCode } from './exitCodes.js';
import { HELP, readCommand, type Command } from './options.js';
import { printError, type Terminal } from './Terminal.js';

/** A scripted server that runs as long as somebody is subscribed. */
const runningServer = (port: number): Observable<ScriptedServer> =>
  new Observable((subscriber) => {
    const server = new ScriptedServer({ port });
    server.listen().then(
      () => subscriber.next(server),
      (error: unknown) => subscriber.error(error),
    );
    return () => void server.close();
  });

const askEmbedded = (command: Extract<Command, { type: 'ask' }>, terminal: Terminal): Observable<ExitCode> =>
  runningServer(0).pipe(
    tap(({ baseUrl }) =>
      terminal.note(
        `No OPENAI_API_KEY and no --base-url: the answer comes from a scripted server on this machine, ${baseUrl}, not from a model.`,
      ),
    ),
    switchMap(({ baseUrl }) => ask(command, baseUrl, terminal)),
  );

const serve = (port: number, called: string, terminal: Terminal): Observable<never> =>
  runningServer(port).pipe(
    tap(({ baseUrl }) => {
      terminal.note(`The scripted server listens at ${baseUrl}. Ctrl-C stops it. Try:`);
      terminal.note(`  ${called} --base-url ${baseUrl} "Write a haiku about streams"`);
    }),
    switchMap(() => NEVER),
  );

const execute = (command: Command, called: string, terminal: Terminal): Observable<ExitCode> => {
  switch (command.type) {
    case 'help':
      return defer(() => {
        terminal.write(HELP);
        return of(ExitCode.ok);
      });
    case 'serve':
      return serve(command.port, called, terminal);
    case 'ask':
      return command.baseUrl === undefined && command.apiKey === undefined
        ? askEmbedded(command, terminal)
        : ask(command, command.baseUrl, terminal);
  }
};

/**
 * The whole program: one exit code, after everything it opened is closed again. Ctrl-C, or a reader of the output that
 * leaves, unsubscribes whatever runs.
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
    // In a clone of the repository the command is not in PATH.
    const called = env['npm_lifecycle_event'] === 'start' ? 'npm start --' : 'codex-rx';
    return merge(
      execute(command.right, called, terminal),
      terminal.interrupted.pipe(map(() => ExitCode.interrupted)),
      terminal.outputClosed.pipe(map(() => ExitCode.outputClosed)),
    ).pipe(
      take(1),
      tap((code) => {
        if (code === ExitCode.interrupted) terminal.note('interrupted');
      }),
    );
  });
