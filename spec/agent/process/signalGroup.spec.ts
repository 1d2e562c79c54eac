import { ChildProcess } from 'node:child_process';
import { expect } from 'chai';
import { stub } from 'sinon';
import { hasGroups, signalGroup, type SignalSystem } from '../../../lib/agent/process/signalGroup.js';

const PID = 4711;

/** A system that records what is done, and a child. */
const systemOf = (platform: NodeJS.Platform, run: (onError: () => void) => void = () => undefined) => {
  const calls: string[] = [];
  const child = Object.assign(new ChildProcess(), { pid: PID });
  const killed = stub(child, 'kill').callsFake((signal) => {
    calls.push(`child ${String(signal ?? 'SIGTERM')}`);
    return true;
  });
  const system: SignalSystem = {
    platform,
    kill: (pid, signal) => {
      calls.push(`kill ${pid} ${signal}`);
      return true;
    },
    run: (command, args, onError) => {
      calls.push([command, ...args].join(' '));
      run(onError);
    },
  };
  return { calls, child, killed, system };
};

describe('signalGroup', () => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGKILL'] as const) {
    it(`ends the whole tree on Windows for ${signal}`, () => {
      const { calls, child, system } = systemOf('win32');
      expect(signalGroup(child, signal, system)).to.equal(true);
      expect(calls).to.deep.equal([`taskkill /PID ${PID} /T /F`]);
    });

    it(`sends ${signal} to the group elsewhere`, () => {
      const { calls, child, system } = systemOf('linux');
      expect(signalGroup(child, signal, system)).to.equal(true);
      expect(calls).to.deep.equal([`kill -${PID} ${signal}`]);
    });
  }

  it('ends at least the child on a Windows without taskkill', () => {
    const { calls, child, system } = systemOf('win32', (onError) => onError());
    signalGroup(child, 'SIGINT', system);
    expect(calls).to.deep.equal([`taskkill /PID ${PID} /T /F`, 'child SIGTERM']);
  });

  it('only checks with signal 0', () => {
    const windows = systemOf('win32');
    signalGroup(windows.child, 0, windows.system);
    expect(windows.calls).to.deep.equal(['child 0']);
    const linux = systemOf('linux');
    signalGroup(linux.child, 0, linux.system);
    expect(linux.calls).to.deep.equal([`kill -${PID} 0`]);
  });

  it('does nothing on Windows for a child that has exited: its id may belong to another process', () => {
    const { calls, child, system } = systemOf('win32');
    Object.assign(child, { exitCode: 0 });
    expect(signalGroup(child, 'SIGKILL', system)).to.equal(false);
    expect(calls).to.deep.equal([]);
  });

  it('reports that nothing is left', () => {
    const { child, system } = systemOf('linux');
    const gone = () => {
      throw new Error('ESRCH');
    };
    expect(signalGroup(child, 0, { ...system, kill: gone })).to.equal(false);
    expect(signalGroup(new ChildProcess(), 'SIGINT', system)).to.equal(false);
  });

  it('knows which platforms have groups', () => {
    const platforms = ['win32', 'linux', 'darwin'] as const;
    expect(platforms.map((platform) => hasGroups({ platform }))).to.deep.equal([false, true, true]);
  });
});
