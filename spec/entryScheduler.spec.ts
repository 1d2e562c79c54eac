import type { RunAgentInput } from '@ag-ui/core';
import { expect } from 'chai';
import { concat, map, NEVER, Observable, of, throwError, timer, type SchedulerLike } from 'rxjs';
import { rxHttpAgent } from '../lib/ag-ui/rxHttpAgent.js';
import { answerRun } from '../lib/angular/answerRun.js';
import { marbleLine } from '../lib/cli/output/marbleLine.js';
import { readCommand } from '../lib/cli/arguments/options.js';
import { readPrompt } from '../lib/cli/commands/readPrompt.js';
import { showElapsed } from '../lib/cli/output/showElapsed.js';
import { summarise } from '../lib/cli/output/summarise.js';
import { RelayClient } from '../lib/relay/client/RelayClient.js';
import { toEventStream } from '../lib/relay/frames/toEventStream.js';
import { toResponse } from '../lib/relay/frames/toResponse.js';
import { relay } from '../lib/relay/server/relay.js';
import type { RelayOptions } from '../lib/relay/server/RelayOptions.js';
import { reset, response, virtualTransport, type VirtualResponse } from '../lib/testing/virtualTransport.js';
import { bytes } from '../lib/testing/wire.js';
import { isRight } from '#either';
import { until } from './support/collect.js';
import { leasedStore } from './support/leasedStore.js';
import { memoryReplayStore } from '../lib/relay/store/memoryReplayStore.js';
import { fakeTerminal } from './support/fakeTerminal.js';
import { events } from './support/virtualClient.js';
import { inVirtualTime, withVirtualClock } from './support/virtualTime.js';
import { within } from './support/within.js';

const decode = (chunk: unknown): string => (chunk instanceof Uint8Array ? new TextDecoder().decode(chunk) : '');
const silent = (status: number) => of(response(NEVER, { status, headers: { 'content-type': 'text/event-stream' } }));

describe('the scheduler of rxHttpAgent', () => {
  const INPUT: RunAgentInput = {
    ...{ threadId: 't', runId: 'r', messages: [], tools: [], context: [] },
    ...{ state: {}, forwardedProps: {} },
  };
  const waits: readonly (readonly [what: string, attempt: Observable<VirtualResponse>, time: number])[] = [
    ['the response', NEVER, 20],
    ['the body of an error', silent(500), 20],
    ['the next event', silent(200), 30],
  ];
  for (const [what, attempt, time] of waits)
    it(`measures the wait for ${what}`, () => {
      const { endedAt } = inVirtualTime((scheduler) =>
        rxHttpAgent({
          url: 'https://host.test',
          transport: virtualTransport(attempt),
          connectTimeout: 20,
          idleTimeout: 30,
          scheduler,
        }).run(INPUT),
      );
      expect(endedAt).to.equal(time);
    });
});

describe('the scheduler of the relay client', () => {
  const clientOf = (scheduler: SchedulerLike, ...attempts: readonly Observable<VirtualResponse>[]) =>
    new RelayClient({
      url: 'https://app.example/api/chat',
      transport: virtualTransport(...attempts),
      createId: () => 'id-000001',
      retry: { baseDelay: 4, maxAttempts: 1 },
      connectTimeout: 20,
      idleTimeout: 30,
      random: () => 0.5,
      scheduler,
    });
  const waits: readonly (readonly [what: string, attempt: Observable<VirtualResponse>, time: number])[] = [
    ['the response, and before a retry', NEVER, 20 + 4 + 20],
    ['the body of an error', silent(400), 20],
    ['the next frame', silent(200), 30 + 4 + 30],
    ['a retry of a lost connection', throwError(reset), 4],
  ];
  for (const [what, attempt, time] of waits)
    it(`measures the wait for ${what}`, () => {
      const { endedAt, error } = inVirtualTime((scheduler) => clientOf(scheduler, attempt, attempt).stream('Hi'));
      expect([endedAt, error]).to.have.property('1').that.is.an('error');
      expect(endedAt).to.equal(time);
    });

  for (const [what, attempt] of [
    ['the response to a stop', NEVER],
    ['the body of an error of a stop', silent(500)],
  ] as const)
    it(`measures the wait for ${what}`, () => {
      expect(inVirtualTime((scheduler) => clientOf(scheduler, attempt).stop('answer-0001')).endedAt).to.equal(20);
    });

  it('measures the wait for the end of the response to a stop, which the relay has accepted', () => {
    const { endedAt, error } = inVirtualTime((scheduler) => clientOf(scheduler, silent(200)).stop('answer-0001'));
    expect([endedAt, error]).to.deep.equal([20, undefined]);
  });

  it('measures how long an answer took, for the report of buffering', () => {
    const reports: unknown[] = [];
    const frames = bytes('id: 1\ndata: 1\n\nid: 2\nevent: done\ndata: {"duration":5000}\n\n');
    inVirtualTime((scheduler) =>
      clientOf(scheduler, of(response(of(frames), { headers: { 'content-type': 'text/event-stream' } }))).stream('Hi', {
        onBuffering: (report) => reports.push(report),
      }),
    );
    expect(reports).to.deep.equal([{ sent: 5000, received: 0 }]);
    const empty = bytes('id: 1\nevent: done\ndata: {"duration":5000}\n\n');
    inVirtualTime((scheduler) =>
      clientOf(scheduler, of(response(of(empty), { headers: { 'content-type': 'text/event-stream' } }))).stream('Hi', {
        onBuffering: (report) => reports.push(report),
      }),
    );
    expect(reports).to.have.length(2);
  });
});

describe('the scheduler of a relay', () => {
  it('measures heartbeats and the duration of an answer', () => {
    const { values, times } = inVirtualTime((scheduler) =>
      timer(25, scheduler).pipe(toEventStream({ heartbeat: 10, scheduler }), map(decode)),
    );
    expect(times).to.deep.equal([0, 10, 20, 25, 25]);
    expect(values.at(-1)).to.contain('"duration":25');
  });

  it('measures those of a Response', () =>
    withVirtualClock(async (scheduler) => {
      const text = toResponse(timer(25, scheduler), { heartbeat: 10, scheduler }).text();
      await until(() => scheduler.actions.length > 0);
      scheduler.flush();
      expect((await within('the end of a response', text)).split('\n\n')).to.include.members([
        ': heartbeat',
        'id: 2\nevent: done\ndata: {"duration":25}',
      ]);
    }));

  const post = (body: BodyInit = '1'): Request =>
    new Request('https://app.example/api/chat?answer=answer-0001', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      ...{ duplex: 'half' },
    });
  const relayOf = (scheduler: SchedulerLike, options: Partial<RelayOptions> = {}) =>
    relay({ ask: () => timer(25, scheduler), heartbeat: 10, grace: 7, bodyTimeout: 40, scheduler, ...options });

  it('measures an answer, its heartbeats, and the time for which it is kept', () =>
    withVirtualClock(async (scheduler) => {
      const handle = relayOf(scheduler);
      const { body } = await handle(post());
      const text = new Response(body).text();
      await until(() => scheduler.actions.length > 1);
      scheduler.flush();
      expect(await within('the end of a relayed answer', text))
        .to.contain(': heartbeat')
        .and.to.contain('"duration":25');
      handle.close();
    }));

  it('measures the time that an answer goes on without a reader', () =>
    withVirtualClock(async (scheduler) => {
      let leftAt: number | undefined;
      const handle = relayOf(scheduler, { ask: () => new Observable(() => () => (leftAt = scheduler.now())) });
      const reader = (await handle(post())).body?.getReader();
      await reader?.read();
      await reader?.cancel();
      await until(() => scheduler.actions.length > 0);
      scheduler.flush();
      expect(leftAt).to.equal(7);
      handle.close();
    }));

  it('measures the lease of an answer, and reports the loss of the process that had it', () =>
    withVirtualClock(async (scheduler) => {
      const store = leasedStore(scheduler);
      const renewed: number[] = [];
      const keepAlive = (answer: string, ms: number) => {
        renewed.push(scheduler.now());
        return store.keepAlive?.(answer, ms);
      };
      const handle = relayOf(scheduler, { store: { ...store, keepAlive }, lease: 12 });
      await new Response((await handle(post())).body).body?.cancel();
      await until(() => scheduler.actions.length > 0);
      scheduler.flush();
      expect(renewed).to.deep.equal([0, 4]);

      await store.create('answer-lost');
      const reader = await handle(new Request('https://app.example/api/chat?answer=answer-lost'));
      const text = new Response(reader.body).text();
      await until(() => scheduler.actions.length > 0);
      scheduler.flush();
      expect(await within('the end of a lost answer', text)).to.contain('"reason":"connection_lost"');
      handle.close();
    }));

  for (const [what, options] of [
    ['a hook', { authorize: () => new Promise<never>(() => undefined) }],
    ['a store', { store: { ...memoryReplayStore(), find: () => new Promise<never>(() => undefined) } }],
  ] as const)
    it(`measures the wait for ${what} that does not settle`, () =>
      withVirtualClock(async (scheduler) => {
        const handle = relayOf(scheduler, { ...options, hookTimeout: 15 });
        const refused = handle(new Request('https://app.example/api/chat?answer=answer-0001'));
        await until(() => scheduler.actions.length > 0);
        scheduler.flush();
        expect((await within('the response of a relay whose hook does not settle', refused)).status).to.equal(503);
        expect(scheduler.now()).to.equal(15);
        handle.close();
      }));

  it('measures how long drain() waits for answers', () =>
    withVirtualClock(async (scheduler) => {
      const handle = relayOf(scheduler, { ask: () => NEVER });
      const { body } = await handle(post());
      const text = new Response(body).text();
      const drained = handle.drain(30);
      await until(() => scheduler.actions.length > 1);
      scheduler.maxFrames = 30;
      scheduler.flush();
      await within('the end of a drained relay', drained);
      expect(await within('the end of its answer', text)).to.contain('event: failed');
    }));

  it('measures the wait for the body of a request', () =>
    withVirtualClock(async (scheduler) => {
      const handle = relayOf(scheduler);
      const refused = handle(post(new ReadableStream<Uint8Array>({ pull: () => new Promise<void>(() => undefined) })));
      await until(() => scheduler.actions.length > 0);
      scheduler.flush();
      expect((await within('the response to a request without a body', refused)).status).to.equal(408);
      handle.close();
    }));
});

describe('the scheduler of the command line', () => {
  it('measures the frames of a timeline', () => {
    const { times } = inVirtualTime((scheduler) =>
      timer(9, scheduler).pipe(
        map(() => events.t),
        marbleLine({ frame: 4, scheduler }),
      ),
    );
    expect(times).to.deep.equal([4, 8, 9]);
  });

  it('measures the elapsed time', () => {
    const shown: string[] = [];
    inVirtualTime((scheduler) =>
      timer(250, scheduler).pipe(showElapsed((line) => shown.push(line), { period: 100, scheduler })),
    );
    expect(shown.map((line) => line.slice(2))).to.deep.equal(['0.1 s', '0.2 s', '']);
  });

  it('measures an answer for its summary', () => {
    const { values } = inVirtualTime((scheduler) =>
      concat(timer(9, scheduler).pipe(map(() => events.t)), of(events.x)).pipe(summarise({ model: 'm', scheduler })),
    );
    expect(values).to.have.length(1);
    expect(values[0]).to.contain('first token after 9 ms');
  });

  for (const [isPipeline, time] of [
    [false, 3_000],
    [true, 30_000],
  ] as const)
    it(`measures the wait for the text that is piped in${isPipeline ? ' by another command' : ''}`, () => {
      const command = readCommand(['hi'], {}, true);
      if (!isRight(command) || command.right.type !== 'prompt') return expect.fail('no prompt');
      const { right } = command;
      const terminal = { ...fakeTerminal({ piped: NEVER }), isPipeline };
      const { endedAt } = inVirtualTime((scheduler) => readPrompt(right, terminal, { scheduler }));
      expect(endedAt).to.equal(time);
    });
});

describe('the scheduler of answerResource', () => {
  it('measures how long a server waits for an answer', () => {
    const { endedAt } = inVirtualTime((scheduler) =>
      answerRun(() => NEVER, { stops: NEVER, limit: 10, coalesce: { scheduler, waitScheduler: scheduler }, scheduler }),
    );
    expect(endedAt).to.equal(10);
  });
});
