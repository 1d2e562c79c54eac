import { ChildProcess } from 'node:child_process';
import { stub } from 'sinon';
import type { Fixtures } from '../../../../spec/support/diagrams/replay.js';

const LETTERS: Readonly<Record<string, string>> = { SIGINT: 'I', SIGTERM: 'T', SIGKILL: 'K' };

/** A child that exits, and a group that is gone, where it is drawn; else they stay. */
export const fixtures: Fixtures = ({ scheduler, on, record }) => {
  const child = Object.assign(new ChildProcess(), { pid: 4_000_000 });
  const signals = record('signals');
  let isGone = false;
  on('child', () => Object.assign(child, { exitCode: 0 }));
  on('group', () => (isGone = true));
  stub(process, 'kill').callsFake((_pid, signal) => {
    if (isGone) throw new Error('ESRCH');
    const letter = LETTERS[String(signal)];
    if (letter !== undefined) signals(letter);
    return true;
  });
  return { scope: { child, scheduler } };
};
