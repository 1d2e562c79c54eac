import { spawn, type ChildProcess } from 'node:child_process';

/** The functions of the operating system that end processes. */
export interface SignalSystem {
  readonly platform: NodeJS.Platform;
  /** Sends a signal to a process, or to a group if the id is negative. Throws if there is none. */
  readonly kill: (pid: number, signal: NodeJS.Signals | 0) => boolean;
  /** Runs a command without output. `onError` is called if it cannot be run. */
  readonly run: (command: string, args: readonly string[], onError: () => void) => void;
}

const THIS_SYSTEM: SignalSystem = {
  platform: process.platform,
  kill: (pid, signal) => process.kill(pid, signal),
  run: (command, args, onError) => {
    spawn(command, [...args], { stdio: 'ignore', windowsHide: true }).once('error', onError);
  },
};

/** Reports whether the platform has process groups. Windows has none. */
export const hasGroups = ({ platform }: Pick<SignalSystem, 'platform'> = THIS_SYSTEM): boolean => platform !== 'win32';

/** Returns whether a child has exited. */
export const hasExited = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null;

/** The signals that end a group. Signal 0 only checks. */
export type GroupSignal = 'SIGINT' | 'SIGTERM' | 'SIGKILL' | 0;

/**
 * Terminates a child and its descendants on Windows, where any signal terminates a process immediately and leaves its
 * children running.
 */
const signalTree = (child: ChildProcess, signal: GroupSignal, { run }: SignalSystem): boolean => {
  if (hasExited(child)) return false;
  if (signal === 0) return child.kill(0);
  // A Windows without taskkill, such as a container, ends at least the child.
  run('taskkill', ['/PID', String(child.pid), '/T', '/F'], () => child.kill());
  return true;
};

/**
 * Signals a child and its process group. Returns false if no process is left.
 *
 * The id of a group stays in use as long as any member runs, so while this returns true, the id belongs to the same
 * group.
 */
export const signalGroup = (child: ChildProcess, signal: GroupSignal, system: SignalSystem = THIS_SYSTEM): boolean => {
  if (child.pid === undefined) return false;
  if (!hasGroups(system)) return signalTree(child, signal, system);
  try {
    return system.kill(-child.pid, signal);
  } catch {
    return false; // ESRCH: the group has ended; EPERM: the id now belongs to another user's process
  }
};
