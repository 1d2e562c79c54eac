import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { asyncScheduler, AsyncSubject, Observable, type SchedulerLike } from 'rxjs';
import { alwaysOpen, type Demand } from '../../backpressure/Demand.js';
import { buildError } from '../../protocol/errors/ApiError.js';
import { reasonOf } from '../../protocol/errors/reasonOf.js';
import { connectionError } from '../../transport/connectionError.js';
import type {
  ProcessExit,
  ProcessRequest,
  ProcessTransport,
  RunningProcess,
} from '../../transport/ProcessTransport.js';
import { readOnce } from '../../transport/readOnce.js';
import { askToEnd, endGroup, HAS_GROUPS } from './endGroup.js';
import { onHostExit } from './onHostExit.js';
import { stderrTail } from './stderrTail.js';

/** What `childProcessTransport` may be told. */
export interface ChildProcessTransportOptions {
  /** How long a process may take to end when it is asked to before it is killed, in milliseconds. Default 5000. */
  readonly killGrace?: number | undefined;
  /** Everything that waits uses it. Default: asyncScheduler. */
  readonly scheduler?: SchedulerLike | undefined;
}

type Grace = Required<{ [K in keyof ChildProcessTransportOptions]: NonNullable<ChildProcessTransportOptions[K]> }>;

/** A running process, and the way to end it. */
interface Supervised extends RunningProcess {
  readonly end: () => void;
}

/** How long a pipe may stay silent that somebody holds open although the process has ended, in milliseconds. */
const DRAIN = 500;

const start = ({ command, args, env }: ProcessRequest): ChildProcessWithoutNullStreams =>
  spawn(command, [...args], { env: { ...env }, detached: HAS_GROUPS, windowsHide: true, stdio: 'pipe' });

/**
 * Looks after a child from its start to its end: what it leaves behind in its group is ended with it, and pipes that a
 * process outside the group holds open are let go of.
 */
const supervise = (
  child: ChildProcessWithoutNullStreams,
  demand: Demand,
  { killGrace, scheduler }: Grace,
): Supervised => {
  const { stdin, stdout, stderr } = child;
  const exit = new AsyncSubject<ProcessExit>();
  const said = stderrTail(stderr);
  let chunks = 0;
  let isLeft = false;
  let isEnding = false;

  const hostExit = onHostExit(() => askToEnd(child));
  const forget = () => hostExit.unsubscribe();
  const end = () => {
    if (isEnding) return;
    isEnding = true;
    // Outlives whoever left: it is this child's, and ends within the grace.
    endGroup(child, killGrace, scheduler).subscribe({ complete: forget, error: forget });
  };
  const letGoWhenSilent = (before: number): void => {
    const wait = scheduler.schedule(() => {
      if (chunks > before || !(demand.isOpen || isLeft)) return letGoWhenSilent(chunks);
      stdout.destroy();
      stderr.destroy();
    }, DRAIN);
    child.once('close', () => wait.unsubscribe());
  };

  child.once('exit', () => {
    end();
    letGoWhenSilent(chunks);
  });
  child.once('close', (code, signal) => {
    exit.next({ code, signal, stderr: said() });
    exit.complete();
  });
  // EPIPE: the child has ended, or does not want to know; how it ends says more. Without listeners these end the host.
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
      isLeft = true;
      stdout.off('data', onData).resume(); // or a child that has more to say would wait, and not end
      stdin.destroy();
      end();
    };
  });
  return { stdout: output.pipe(readOnce()), exit, end };
};

/**
 * Runs programs as child processes of Node, without a shell. On POSIX each is the leader of a process group of its own.
 *
 * Whoever leaves `stdout` ends the group: SIGINT, as Ctrl-C does, then SIGTERM, and, after `killGrace`, SIGKILL for what
 * is left. What a process leaves behind in its group when it ends by itself is ended as well. On Windows there are no
 * groups: only the process itself is ended. When this process exits, or dies of a signal that nobody handles, it sends
 * the first of these signals to every group that is left; when it is killed, nobody does.
 *
 * Errors: `transport`, with `build` where the program cannot be run with these arguments, or `network` where it could not
 * be run, or its output not be read. Teardown: as above. Source: reliability.md, "codex-cli".
 *
 * @example
 * new Codex({ transport: childProcessTransport({ killGrace: 500 }) });
 */
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
        return subscriber.error(buildError(`the program cannot be run: ${reasonOf(cause)}`, cause));
      }
      const { end, ...running } = supervise(child, demand, { killGrace, scheduler });
      let hasOwner = false;

      child.stdin.end(request.stdin);
      child.on('error', (cause) => {
        end();
        subscriber.error(connectionError(cause, 'the program could not be run'));
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
