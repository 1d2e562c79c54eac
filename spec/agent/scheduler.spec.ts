import { expect } from 'chai';
import { concat, firstValueFrom, map, NEVER, of, take, timer, VirtualTimeScheduler, type SchedulerLike } from 'rxjs';
import { createAgentSession } from '../../lib/agent/AgentSession.js';
import { Codex } from '../../lib/agent/Codex.js';
import { childProcessTransport } from '../../lib/agent/process/childProcessTransport.js';
import type { CodexOptions } from '../../lib/agent/options/CodexOptions.js';
import type { ThreadEvent } from '../../lib/agent/protocol/ThreadEvent.js';
import { untilTurnEnds } from '../../lib/agent/turn/untilTurnEnds.js';
import { playSession } from '../../lib/testing/appServer/playSession.js';
import type { SessionLine } from '../../lib/testing/appServer/SessionLine.js';
import { running, virtualProcess } from '../../lib/testing/virtualProcess.js';
import { BEGUN, END, HELLO, message, OPENED, sent, told, WHOLE } from '../support/agent/appServerLines.js';
import { OUTPUT } from '../support/agent/threadLines.js';
import { inVirtualTime } from '../support/virtualTime.js';

const bytesOf = (letters: string) => Array.from(letters).flatMap((letter) => OUTPUT[letter] ?? []);
const lines: string[] = [];
const write = (line: string) => lines.push(line);
const limits = { idleTimeout: 30, exitGrace: 9, requestTimeout: 20, processKeepAlive: 5, env: {} };
const logger = { debug: write, info: write, warn: write, error: write };

const threadOf = (scheduler: SchedulerLike, options: CodexOptions) =>
  new Codex({ codexPathOverride: process.execPath, ...limits, logger, scheduler, ...options }).startThread();

/** A thread whose program writes some lines at once, and then nothing. */
const execThread = (scheduler: SchedulerLike, letters: string) =>
  threadOf(scheduler, { transport: virtualProcess(of(running(concat(bytesOf(letters), NEVER), NEVER))) });

const serverThread = (scheduler: SchedulerLike, session: readonly SessionLine[]) =>
  threadOf(scheduler, {
    protocol: 'app-server',
    transport: virtualProcess(playSession(session, { pace: 1, scheduler, unexpected: 'ignore' }).run),
  });

describe('the scheduler of the agent', () => {
  beforeEach(() => (lines.length = 0));

  it('measures a program that is silent', () => {
    const { endedAt, error } = inVirtualTime((scheduler) => execThread(scheduler, 'ts').events('Hi'));
    expect([endedAt, error]).to.have.nested.property('[1].reason', 'idle');
    expect(endedAt).to.equal(30);
  });

  it('measures the time to exit after a turn', () => {
    const { endedAt, error } = inVirtualTime((scheduler) => execThread(scheduler, 'tsc').events('Hi'));
    expect([endedAt, error]).to.deep.equal([9, undefined]);
    expect(lines.join()).to.contain('after 9 ms');
  });

  it('lets two turns of a thread wait for each other', () => {
    const { endedAt } = inVirtualTime((scheduler) => {
      const answer = of(running(concat(bytesOf('tsc'), NEVER)));
      const thread = threadOf(scheduler, { transport: virtualProcess(answer, answer) });
      return concat(thread.events('Hi').pipe(take(1)), thread.events('Hi'));
    });
    expect(endedAt).to.equal(9);
  });

  it('measures an app-server that is silent in a turn', () => {
    const { endedAt, error } = inVirtualTime((scheduler) => serverThread(scheduler, BEGUN).events('Hi'));
    expect(error).to.have.property('reason', 'idle');
    expect(endedAt).to.be.a('number');
  });

  it('measures a request that the app-server does not answer', () => {
    for (const [session, time] of [
      [[sent({ id: 0, method: 'initialize' })], 20],
      [[...HELLO, sent({ id: 1, method: 'thread/start' })], 21],
      [[...OPENED, sent({ id: 2, method: 'turn/start' })], 22],
    ] as const) {
      const { endedAt, error } = inVirtualTime((scheduler) => serverThread(scheduler, session).events('Hi'));
      expect(error).to.have.property('type', 'transport');
      expect(endedAt).to.be.within(time - 2, time + 6);
    }
  });

  it('measures a turn of the app-server, and the time for which it is kept', () => {
    const { endedAt, error } = inVirtualTime((scheduler) => {
      const thread = serverThread(scheduler, WHOLE);
      return concat(thread.events('Hi'), timer(20, scheduler));
    });
    expect(error).to.equal(undefined);
    expect(endedAt).to.be.a('number');
    expect(lines.join()).to.match(/after \d+ ms/);
  });

  it('measures an interrupt that the app-server does not confirm', () => {
    const session = [...BEGUN, told('item/completed', message('x'))];
    const { endedAt } = inVirtualTime((scheduler) => serverThread(scheduler, session).events('Hi').pipe(take(2)));
    expect(endedAt).to.be.a('number');
    expect(END).to.have.length.above(0);
  });

  it('leaves no timer behind for a subscriber that leaves after the end of a turn', () => {
    const scheduler = new VirtualTimeScheduler();
    const turn: ThreadEvent = {
      type: 'turn.completed',
      usage: {
        input_tokens: 1,
        cached_input_tokens: 0,
        cache_write_input_tokens: 0,
        output_tokens: 1,
        reasoning_output_tokens: 0,
      },
    };
    const turn$ = concat(of(turn), NEVER).pipe(
      untilTurnEnds(NEVER, { exitGrace: 9, scheduler }),
      map(({ type }) => type),
    );
    turn$.subscribe().unsubscribe();
    expect(scheduler.actions).to.have.length(0);
  });

  it('begins the second turn of a thread on its scheduler, and not inside of the end of the first', () => {
    const scheduler = new VirtualTimeScheduler();
    const transport = virtualProcess(of(running(NEVER)), of(running(NEVER)));
    const thread = threadOf(scheduler, { transport });
    const first = thread.events('Hi').subscribe({ error: () => undefined });
    const second = thread.events('Hi').subscribe({ error: () => undefined });
    scheduler.maxFrames = 1;
    scheduler.flush();
    first.unsubscribe();
    expect(transport.requests).to.have.length(1);
    scheduler.flush();
    expect(transport.requests).to.have.length(2);
    second.unsubscribe();
  });

  const DEAF =
    "for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => undefined); setInterval(() => undefined, 1000); console.log('ready')";
  for (const [what, transportOf] of Object.entries({
    childProcessTransport: (scheduler: SchedulerLike) => childProcessTransport({ scheduler }),
    'the default transport of Codex': (scheduler: SchedulerLike) => createAgentSession({ scheduler }).transport,
  }))
    it(`measures the time until a deaf program is killed, in ${what}`, async () => {
      const scheduler = new VirtualTimeScheduler();
      const request = { command: process.execPath, args: ['-e', DEAF], env: {}, stdin: '' };
      const { stdout, exit } = await firstValueFrom(transportOf(scheduler).run(request));
      const ended = firstValueFrom(exit);
      await firstValueFrom(stdout); // it has written, so it is deaf now; taking one value unsubscribes
      scheduler.flush();
      expect(scheduler.now()).to.be.at.least(5000);
      expect((await ended).signal).to.equal('SIGKILL');
    });
});
