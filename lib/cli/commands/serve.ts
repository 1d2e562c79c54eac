import { catchError, NEVER, Observable, of, switchMap, tap } from 'rxjs';
import { ScriptedServer } from '../../server/ScriptedServer.js';
import { ExitCode } from '../exitCodes.js';
import { outputFailure } from '../terminal/outputFailure.js';
import { printError, type Terminal } from '../terminal/Terminal.js';

/** Runs a scripted server for as long as there is a subscriber. */
export const runningServer = (port: number): Observable<ScriptedServer> =>
  new Observable((subscriber) => {
    const server = new ScriptedServer({ port });
    server.listen().then(
      () => subscriber.next(server),
      (error: unknown) => subscriber.error(error),
    );
    return () => void server.close();
  });

const reportPort = (port: number, cause: unknown, terminal: Terminal): ExitCode => {
  const { code, message } = outputFailure(cause);
  const problem =
    code === 'EADDRINUSE' ? `port ${port} is in use` : `the server cannot listen on port ${port}: ${message}`;
  printError(terminal, problem, 'Select another port with --port, or leave --port out to use a free one.');
  return ExitCode.failed;
};

/**
 * Runs the scripted server alone. Emits an exit code only if the server cannot listen. Unsubscribing closes the server.
 */
export const serve = (port: number, commandName: string, terminal: Terminal): Observable<ExitCode> =>
  runningServer(port).pipe(
    tap(({ baseUrl }) => {
      terminal.note(`The scripted server listens at ${baseUrl}. Ctrl-C stops it. Try:`);
      terminal.note(`  ${commandName} --base-url ${baseUrl} "Write a haiku about streams"`);
    }),
    switchMap(() => NEVER),
    catchError((cause: unknown) => of(reportPort(port, cause, terminal))),
  );
