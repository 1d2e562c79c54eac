import { ChildProcess } from 'node:child_process';
import { ReplaySubject } from 'rxjs';
import type { TestScheduler } from 'rxjs/testing';
import { restore, stub } from 'sinon';
import { endGroup } from '../../../lib/agent/process/endGroup.js';
import { marbles } from '../../../spec/support/marbles.js';

const LETTERS: Readonly<Record<string, string>> = { SIGINT: 'I', SIGTERM: 'T', SIGKILL: 'K' };

/** A child whose group lives for so long, and which itself ends earlier; with the signals that they get. */
const group = (scheduler: TestScheduler, { childLives, lives }: { childLives: number; lives: number }) => {
  const child = Object.assign(new ChildProcess(), { pid: 4_000_000 });
  const signals = new ReplaySubject<string>(Infinity);
  scheduler.schedule(() => Object.assign(child, { exitCode: 0 }), childLives);
  stub(process, 'kill').callsFake((_pid, signal) => {
    if (scheduler.now() >= lives) throw new Error('ESRCH');
    const letter = LETTERS[String(signal)];
    if (letter !== undefined) signals.next(letter);
    return true;
  });
  return { child, signals };
};

describe('endGroup', () => {
  afterEach(() => restore());

  it(
    'asks once where all obey, and looks until they are gone',
    marbles(({ expectObservable }, scheduler) => {
      const { child, signals } = group(scheduler, { childLives: 60, lives: 60 });
      const expected = '  100ms |';
      const sent = '      I';
      expectObservable(endGroup(child, 400, scheduler)).toBe(expected);
      expectObservable(signals).toBe(sent);
    }),
  );

  it(
    'terminates and kills what does not obey',
    marbles(({ expectObservable }, scheduler) => {
      const { child, signals } = group(scheduler, { childLives: Infinity, lives: Infinity });
      const expected = '  400ms          |';
      const sent = '      I 199ms T 199ms K';
      expectObservable(endGroup(child, 400, scheduler)).toBe(expected);
      expectObservable(signals).toBe(sent);
    }),
  );

  it(
    'terminates what an obedient child leaves behind as soon as it is seen',
    marbles(({ expectObservable }, scheduler) => {
      const { child, signals } = group(scheduler, { childLives: 60, lives: 140 });
      const expected = '  150ms        |';
      const sent = '      I 99ms T';
      expectObservable(endGroup(child, 400, scheduler)).toBe(expected);
      expectObservable(signals).toBe(sent);
    }),
  );

  it(
    'terminates at once what a child left behind that has ended by itself',
    marbles(({ expectObservable }, scheduler) => {
      const { child, signals } = group(scheduler, { childLives: Infinity, lives: 20 });
      Object.assign(child, { signalCode: 'SIGKILL' });
      const expected = '  50ms |';
      const sent = '      T';
      expectObservable(endGroup(child, 400, scheduler)).toBe(expected);
      expectObservable(signals).toBe(sent);
    }),
  );

  it(
    'is over at once where nobody is left',
    marbles(({ expectObservable }, scheduler) => {
      const { child, signals } = group(scheduler, { childLives: 0, lives: 0 });
      expectObservable(endGroup(child, 400, scheduler)).toBe('|');
      expectObservable(signals).toBe('');
    }),
  );

  it(
    'does no more when it is left',
    marbles(({ expectObservable }, scheduler) => {
      const { child, signals } = group(scheduler, { childLives: Infinity, lives: Infinity });
      const unsub = '     150ms !';
      const sent = '      I';
      expectObservable(endGroup(child, 400, scheduler), unsub).toBe('');
      expectObservable(signals).toBe(sent);
    }),
  );
});
