import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import type { Writable } from 'node:stream';
import { asyncScheduler, AsyncSubject, Observable, of, type SchedulerLike, type Subscription } from 'rxjs';
import { alwaysOpen, type Demand } from '../../backpressure/Demand.js';
import { buildError, type ApiError } from '../../protocol/errors/ApiError.js';
import { reasonOf } from '../../protocol/errors/reasonOf.js';
import { connectionError } from '../../transport/connectionError.js';
import type {
  ProcessExit,
  ProcessRequest,
  ProcessTransport,
  RunningProcess,
} from '../../transport/ProcessTransport.js';
import { readOnce } from '../../transport/readOnce.js';
import { createRedactor } from '../../telemetry/Redactor.js';
import { secretsIn } from './environment.js';
import { closeToEnd, signalToEnd, endGroup } from './endGroup.js';
import { onHostExit } from './onHostExit.js';
import { hasGroups } from './signalGroup.js';
import { stderrTail } from './stderrTail.js';

/** Options for `childProcessTransport`. */
export interface ChildProcessTransportOptions {
  /** The time between the first signal and SIGKILL, in milliseconds. Default: 5000. */
  readonly killGrace?: number | undefined;
  /** The scheduler of all waits. Default: asyncScheduler. */
  readonly scheduler?: SchedulerLike | undefined;
}

type Grace = Required<{ [K in keyof ChildProcessTransportOptions]: NonNullable<ChildProcessTransportOptions[K]> }>;

/** A running process with a function that terminates it. */
interface Supervised extends RunningProcess {
  readonly end: () => void;
}

/**
 * The time without data after which a pipe is closed if another process keeps it open after the child's exit, in
 * milliseconds.
 */
const DRAIN = 500;

/** The codes of the system for a program that cannot be run at all: no such file, no permission, not a program. */
const NOT_RUNNABLE: ReadonlySet<unknown> = new Set([
  'ENOENT',
  'EACCES',
  'EPERM',
  'ENOEXEC',
  'ENOTDIR',
  'ELOOP',
  'E2BIG',
]);

const spawnError = (cause: NodeJS.ErrnoException, command: string): ApiError =>
  NOT_RUNNABLE.has(cause.code)
    ? buildError(
        `the program ${command} could not be run: ${reasonOf(cause)}; check its path, its permissions and its #! line`,
        cause,
      )
    : connectionError(cause, 'the program could not be run');

const start = ({ command, args, env }: ProcessRequest): ChildProcessWithoutNullStreams =>
  spawn(command, [...args], { env: { ...env }, detached: hasGroups(), windowsHide: true, stdio: 'pipe' });

/** Writes the text, or each text of the observable, and closes stdin after it. */
const writeTo = (stdin: Writable, input: string | Observable<string>): Subscription =>
  (typeof input === 'string' ? of(input) : input).subscribe({
    next: (text) => stdin.write(text),
    error: () => stdin.end(), // the owner of the observable knows its error; the program only sees the end
    complete: () => stdin.end(),
  });

/**
 * Supervises a child from start to end. When it exits, the other processes in its group are terminated, and pipes that
 * a process outside the group keeps open are closed.
 */
const supervise = (
  child: ChildProcessWithoutNullStreams,
  demand: Demand,
  request: ProcessRequest,
  { killGrace, scheduler }: Grace,
): Supervised => {
  const { stdin, stdout, stderr } = child;
  const exit = new AsyncSubject<ProcessExit>();
  const { learnValues, redact } = createRedactor();
  learnValues(secretsIn(request.env, request.args));
  const stderrText = stderrTail(stderr, { redact, onText: request.onStderr });
  let chunks = 0;
  let isUnsubscribed = false;
  let isEnding = false;

  const begin = request.ending === 'stdin' ? closeToEnd : signalToEnd;
  // At the exit of this process its end of the pipe closes too, which ends a program that waits for stdin.
  const hostExit = onHostExit(() => begin(child));
  const forget = () => hostExit.unsubscribe();
  const end = () => {
    if (isEnding) return;
    isEnding = true;
    // Not part of the caller's subscription: it must continue after unsubscription, and completes within `killGrace`.
    endGroup(child, killGrace, scheduler, begin).subscribe({ complete: forget, error: forget });
  };
  const closePipesWhenSilent = (chunksBefore: number): void => {
    const wait = scheduler.schedule(() => {
      if (chunks > chunksBefore || !(demand.isOpen || isUnsubscribed)) return closePipesWhenSilent(chunks);
      stdout.destroy();
      stderr.destroy();
    }, DRAIN);
    child.once('close', () => wait.unsubscribe());
  };

  child.once('exit', () => {
    end();
    closePipesWhenSilent(chunks);
  });
  child.once('close', (code, signal) => {
    exit.next({ code, signal, stderr: stderrText() });
    exit.complete();
  });
  // EPIPE: the child has exited or closed its stdin; its exit is reported instead. Without listeners, these errors
  // would terminate this process.
  stdin.on('error', () => undefined);
  stderr.on('error', () => undefined);

  const output = new Observable<Uint8Array>((subscriber) => {
    const flow = () => (demand.isOpen ? stdout.resume() : stdout.pause());
    const onData = (chunk: Buffer) => {
      chunks += 1;
      subscriber.next(chunk);
    };
    const fail = (cause: unknown) => subscriber.error(connectionError(cause, 'the output cannot be read'));
    stdout.on('data', onData).on('error', fail);
    flow();
    subscriber.add(demand.changes.subscribe({ next: flow, error: fail }));
    subscriber.add(exit.subscribe({ complete: () => subscriber.complete(), error: fail }));
    return () => {
      isUnsubscribed = true;
      stdout.off('data', onData).resume(); // a child that writes to a full pipe would block and never exit
      if (request.ending !== 'stdin') stdin.destroy(); // what was written last must still arrive
      end();
    };
  });
  return { stdout: output.pipe(readOnce()), exit, end };
};

/**
 * Creates a transport that runs programs as child processes of Node, without a shell. On POSIX each program leads its
 * own process group.
 *
 * Unsubscribing from `stdout` terminates the group: with SIGINT first, as Ctrl-C sends, then with SIGTERM. Processes
 * that are still running after `killGrace` get SIGKILL. If the request says `ending: 'stdin'`, closing stdin takes the
 * place of SIGINT. When a process exits by itself, the rest of its group is terminated too. On Windows, `taskkill`
 * terminates the process and all that it started.
 *
 * When this process exits, or is terminated by a signal without a handler, it sends SIGINT to every group that is still
 * running. It cannot do so if it is killed with SIGKILL.
 *
 * Errors: an `ApiError` of type `transport`, with kind `build` if the program cannot be run, e.g. for a missing permission,
 * or `network` if the system has no room for it now or its output could not be read. Teardown: terminates the group, as described above.
 *
 * @example
 * new Codex({ transport: childProcessTransport({ killGrace: 500 }) });
 */
// docs/decisions.md: ending the program
export const childProcessTransport = ({
  killGrace = 5_000,
  scheduler = asyncScheduler,
}: ChildProcessTransportOptions = {}): ProcessTransport => ({
  run: (request, demand = alwaysOpen) =>
    new Observable<RunningProcess>((subscriber) => {
      let child: ChildProcessWithoutNullStreams;
      try {
        child = start(request);
      } catch (cause) {
        return subscriber.error(buildError(`the program could not be started: ${reasonOf(cause)}`, cause));
      }
      const { end, ...running } = supervise(child, demand, request, { killGrace, scheduler });
      let hasOwner = false;

      const input = writeTo(child.stdin, request.stdin);
      child.once('exit', () => input.unsubscribe());
      child.on('error', (cause) => {
        end();
        subscriber.error(spawnError(cause, request.command));
      });
      child.once('spawn', () => {
        if (subscriber.closed) return;
        hasOwner = true;
        subscriber.next(running);
        subscriber.complete();
      });
      return () => {
        if (!hasOwner) end();
      };
    }),
});
