import { inspect } from 'node:util';
import { expect } from 'chai';
import { isApiError, type ApiError, type HttpTransport, type ResponseEvent } from 'codex-rx';
import { take } from 'rxjs';
import { clientOptions, KEY, PROMPT } from './clientOptions.js';
import type { Ending, Expectation, Fault, Played } from './Fault.js';
import { FaultServer } from './server/FaultServer.js';
import { watchMemory } from './soak/watchMemory.js';
import { transports, type TransportName } from './transports.js';
import { TEXT, type Wire } from './wires.js';

const MEMORY = 64;

/** The text that the deltas make. */
export const textIn = (events: readonly ResponseEvent[]): string =>
  events.flatMap((event) => (event.type === 'output_text_delta' ? [event.delta] : [])).join('');

/** The text of the finished messages. */
const itemTextIn = (events: readonly ResponseEvent[]): string =>
  events
    .flatMap((event) => (event.type === 'output_item_done' && event.item.type === 'message' ? event.item.content : []))
    .flatMap((part) => (part.type === 'output_text' ? [part.text] : []))
    .join('');

const failureOf = (error: ApiError): Ending => {
  // A failure over HTTP by its status, whatever it means.
  if ('error' in error && error.error.type === 'http') return `http ${error.error.status}`;
  return error.type === 'transport' ? error.error.type : error.type;
};

const endOf = ({ events, error }: Played): Ending => {
  if (error !== undefined) return failureOf(error);
  const last = events.at(-1);
  if (last?.type !== 'completed') return 'cancelled';
  return last.status === 'completed' ? 'complete' : 'incomplete';
};

/** What no fault may cause, whatever else it does. */
const expectSound = (played: Played): void => {
  const { events, error, telemetry } = played;
  const ends = events.flatMap(({ type }, at) => (type === 'completed' ? [at] : []));
  expect(ends, 'where the stream was completed').to.deep.equal(
    error === undefined && ends.length > 0 ? [events.length - 1] : [],
  );
  if (error !== undefined) {
    expect(error.message).to.have.length.lessThan(700);
    expect(error.message).not.to.match(/undefined|\[object|NaN/);
    for (const text of [inspect(error, { depth: 20, showHidden: true }), JSON.stringify(error)])
      expect(text, 'the error').not.to.contain(KEY);
  }
  expect(inspect(telemetry, { depth: 20 }), 'the telemetry').not.to.contain(KEY);
  expect(Object.hasOwn(Object.prototype, 'polluted')).to.equal(false);
};

const expectDelays = (played: Played, delays: NonNullable<Expectation['delays']>): void => {
  const waited = played.telemetry.retries.map(({ delay }) => delay);
  expect(waited, 'waits').to.have.length(delays.length);
  delays.forEach((delay, at) => {
    const [least, most] = typeof delay === 'number' ? [delay, delay] : delay;
    expect(waited[at], `wait ${at + 1}`).to.be.within(least, most);
  });
};

const expectAll = (played: Played, expected: Expectation, wire: Wire, transport: TransportName): void => {
  const { end, says, requests = 1, text = TEXT, delays, sent, check } = expected;
  expect(endOf(played), played.error?.stack ?? 'the end').to.equal(end);
  if (says !== undefined) expect(played.error?.message).to.match(says);
  if (typeof text === 'string') expect(textIn(played.events), 'the text of the deltas').to.equal(text);
  else expect(text.test(textIn(played.events)), 'the text of the deltas').to.equal(true);
  if (end === 'complete' && text === TEXT) expect(itemTextIn(played.events), 'the text of the items').to.equal(text);
  const wanted = typeof requests === 'number' ? requests : requests[transport];
  const [least, most] = typeof wanted === 'number' ? [wanted, wanted] : wanted;
  expect(played.server.exchanges.length, 'requests').to.be.within(least, most);
  if (delays !== undefined) expectDelays(played, delays);
  if (sent !== undefined) expect(played.server.sent / 2 ** 20, 'MiB sent').to.be.lessThan(sent);
  expectSound(played);
  check?.(played, wire);
};

/** One call, to its end. */
const ask = async (server: FaultServer, fault: Fault, wire: Wire, transport: HttpTransport): Promise<Played> => {
  const origin = (await fault.address?.(server)) ?? server.origin;
  const { telemetry, ...client } = clientOptions(origin, transport, fault.provider);
  const signal = fault.deadline === undefined ? undefined : AbortSignal.timeout(fault.deadline);
  const auth = fault.auth ?? client.auth;
  const stream = wire.ask({ ...client, telemetry, auth }, fault.prompt ?? PROMPT, { signal });
  const events: ResponseEvent[] = [];
  return new Promise((resolve, reject) => {
    stream.pipe(take(fault.leaveAfter ?? Infinity)).subscribe({
      next: (event) => events.push(event),
      error: (error: unknown) =>
        isApiError(error)
          ? resolve({ events, error, telemetry, server })
          : reject(new Error('not an ApiError', { cause: error })),
      complete: () => resolve({ events, error: undefined, telemetry, server }),
    });
  });
};

/** Plays a fault on one wire over one transport, and checks everything that is expected of it. */
export const playFault = async (row: Fault, wire: Wire, name: TransportName): Promise<void> => {
  const transport = transports[name]();
  const fault: Fault = { ...row, ...row.over?.[wire.name] };
  const { early, refuses, tls } = fault;
  const server = await FaultServer.listen({ play: (exchange) => fault.play(exchange, wire), early, refuses, tls });
  try {
    const memory = watchMemory();
    const { calls = 1 } = fault;
    for (let call = 1; call < calls; call++) await ask(server, fault, wire, transport);
    const played = await ask(server, fault, wire, transport);
    const grown = memory.stop();
    expectAll(played, typeof fault.expect === 'function' ? fault.expect(wire) : fault.expect, wire, name);
    expect(grown, 'MiB of memory').to.be.lessThan(fault.memory ?? MEMORY);
    // The client lets go of every connection that is in the middle of an answer; mocha's time-out is the limit.
    await server.settled();
  } finally {
    await server.stop();
  }
};
