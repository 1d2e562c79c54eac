import { expect } from 'chai';
import { apiErrorData, isApiError, type HttpTransport } from 'codex-rx';
import { httpTransport, recordStream } from 'codex-rx/node';
import { parseMarble, playVirtually, replayTransport, type MarbleFile } from 'codex-rx/testing';
import {
  asyncScheduler,
  concat,
  defer,
  lastValueFrom,
  map,
  Observable,
  take,
  tap,
  timer,
  toArray,
  VirtualTimeScheduler,
  type SchedulerLike,
} from 'rxjs';
import { clientOptions, PROMPT } from './clientOptions.js';
import type { Fault } from './Fault.js';
import { FaultServer } from './server/FaultServer.js';
import { rows } from './rows/index.js';
import { wires, type Wire } from './wires.js';

/** What the client emitted: each value with the time since its request, and the end. */
type Seen = readonly { readonly at?: number; readonly value: unknown }[];

/** A clock that stands still until something arrives from the network, so that times can be compared exactly. */
const createClock = () => {
  const scheduler = new VirtualTimeScheduler();
  const started = Date.now();
  return { scheduler, tick: () => (scheduler.frame = Date.now() - started) };
};

const ticking = (transport: HttpTransport, tick: () => unknown): HttpTransport => ({
  stream: (request, demand) =>
    defer(() => {
      tick();
      return transport.stream(request, demand).pipe(
        tap({ next: tick, error: tick }),
        map((head) => ({ ...head, bytes: head.bytes.pipe(tap({ next: tick, error: tick, complete: tick })) })),
      );
    }),
});

/**
 * The rows that are replayed in real time, and not in virtual time: what they come to depends on the date, or on a
 * promise, and virtual time has neither.
 */
const REAL_TIME = new Set([
  '401-then-ok (with refresh)',
  '429-retry-after-date',
  '429-retry-after-date-past',
  '429-usage-limit-reached',
]);

/**
 * A program that is kept busy reads a response before it notices that the time limit for it has passed. In virtual time,
 * the limit comes first. With longer limits, the replay gives the same response.
 */
const patient = (fault: Fault): Fault => {
  const { streamIdleTimeout = 10_000, connectTimeout = 10_000 } = fault.provider ?? {};
  return {
    ...fault,
    provider: { ...fault.provider, streamIdleTimeout: streamIdleTimeout * 20, connectTimeout: connectTimeout * 20 },
  };
};

/** Makes the calls of a row, one after the other. */
const callsOf = (
  fault: Fault,
  wire: Wire,
  origin: string,
  transport: HttpTransport,
  clock: SchedulerLike,
): Observable<Seen[number]> => {
  let sent = 0;
  const noting: HttpTransport = {
    stream: (request, demand) =>
      defer(() => {
        sent = clock.now();
        return transport.stream(request, demand);
      }),
  };
  const call = () =>
    new Observable<Seen[number]>((subscriber) => {
      const { auth, ...client } = clientOptions(origin, noting, fault.provider);
      const deadline = new AbortController();
      if (fault.deadline !== undefined)
        subscriber.add(
          timer(fault.deadline).subscribe({
            next: () => deadline.abort(),
            error: (error: unknown) => subscriber.error(error),
          }),
        );
      const signal = fault.deadline === undefined ? undefined : deadline.signal;
      const stream = wire.ask({ ...client, auth: fault.auth ?? auth }, fault.prompt ?? PROMPT, { signal });
      return stream.pipe(take(fault.leaveAfter ?? Infinity)).subscribe({
        next: (value) => subscriber.next({ at: clock.now() - sent, value }),
        error: (error: unknown) => {
          subscriber.next({ value: isApiError(error) ? apiErrorData(error) : error });
          subscriber.complete();
        },
        complete: () => subscriber.complete(),
      });
    });
  return concat(...Array.from({ length: fault.calls ?? 1 }, () => defer(call)));
};

const fileOf = (text: string): MarbleFile => {
  const file = parseMarble(text);
  return 'right' in file ? file.right : expect.fail(file.left);
};

const jsonOf = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** Whether the last call failed at a time limit, which its error may name. */
const endsByLimit = (seen: Seen): boolean => /"type":"timeout"|"reason":"idle"/.test(JSON.stringify(seen.at(-1)));

/** What does not depend on the time at which it was observed. */
const timeless = (seen: unknown): unknown =>
  JSON.parse(JSON.stringify(seen, (key, value: unknown) => (key === 'at' || key === 'delay' ? undefined : value)));

const replayFault = async (name: string, row: Fault, wire: Wire): Promise<void> => {
  const fault: Fault = { ...row, ...row.over?.[wire.name] };
  const { early, refuses, tls } = fault;
  const server = await FaultServer.listen({ play: (exchange) => fault.play(exchange, wire), early, refuses, tls });
  try {
    const origin = (await fault.address?.(server)) ?? server.origin;
    const { scheduler, tick } = createClock();
    let text = '';
    const record = recordStream((written) => (text = written), { format: 'marble', scheduler });
    const transport = ticking(httpTransport(), tick);
    const recording: HttpTransport = { stream: (request, demand) => transport.stream(request, demand).pipe(record) };
    const live = await lastValueFrom(callsOf(fault, wire, origin, recording, scheduler).pipe(toArray()));
    const file = fileOf(text);
    if (REAL_TIME.has(name)) {
      const replay = replayTransport(file, { speed: Infinity });
      const replayed = await lastValueFrom(callsOf(fault, wire, origin, replay, asyncScheduler).pipe(toArray()));
      expect(timeless(replayed)).to.deep.equal(timeless(live));
      return;
    }
    const replay = replayTransport(file);
    const replayed = endsByLimit(live) ? fault : patient(fault);
    const { events } = playVirtually(() => callsOf(replayed, wire, origin, replay, asyncScheduler));
    expect(events.map(({ value }) => value)).to.deep.equal(jsonOf(live));
  } finally {
    await server.stop();
  }
};

const [wire = expect.fail()] = wires;
let played = 0;
let equal = 0;

describe('faults, recorded to a .marble file and replayed, give the same events, times and errors:', function () {
  this.timeout(120_000); // a hundred thousand chunks are compared one by one
  after(() => {
    console.log(`      ${equal} of ${played} faults`);
  });
  for (const [section, faults] of Object.entries(rows))
    for (const [what, fault] of Object.entries(faults))
      it(`${section}: ${what}`, async () => {
        played += 1;
        await replayFault(what, fault, wire);
        equal += 1;
      });
});
