import { getEventListeners } from 'node:events';
import { readdirSync } from 'node:fs';
import type { HttpTransport } from 'codex-rx';
import { take } from 'rxjs';
import { clientOptions, PROMPT } from '../clientOptions.js';
import { until } from '../clients/asking.js';
import type { Exchange } from '../server/Exchange.js';
import type { Faults } from '../Fault.js';
import { FaultServer } from '../server/FaultServer.js';
import { rows } from '../rows/index.js';
import { wires, type Wire } from '../wires.js';

/** What a process holds. */
export interface Figures {
  readonly heapMiB: number;
  /** Undefined where the system does not tell. */
  readonly openFiles: number | undefined;
  readonly sockets: number;
  readonly timers: number;
  readonly signalListeners: number;
}

/** How long a soak is. */
export interface SoakOptions {
  /** Streams one after the other. */
  readonly streams: number;
  /** Streams at a time, after those. */
  readonly concurrent: number;
  /** Where chance begins. */
  readonly seed: number;
  readonly transport: HttpTransport;
}

/** What a soak found. */
export interface SoakReport {
  readonly before: Figures;
  readonly after: Figures;
  /** How many streams ended how. */
  readonly ends: Readonly<Record<string, number>>;
}

const pick = (rows: Faults, names: readonly string[]): Faults =>
  Object.fromEntries(Object.entries(rows).filter(([name]) => names.includes(name)));

// Rows that take no time and do not depend on how often the server was asked.
const faults: Faults = {
  ...pick(rows.well, ['ok', 'ok-tool']),
  ...pick(rows.success, ['200-json-error', '200-html', '200-empty-body', '204']),
  ...pick(rows.statuses, ['400', '500', '503']),
  ...pick(rows.body, ['reset-mid-body', 'fin-mid-body', 'bad-chunk-size', 'gzip-ok', 'gzip-bogus']),
  ...pick(rows.protocol, ['terminal-missing', 'half-frame-at-eof', 'malformed-utf8', 'byte-writes']),
  // These leave the connection open.
  ...pick(rows.protocol, ['error-event-nested', 'response-failed', 'response-incomplete']),
  ...pick(rows.timing, ['terminal-then-hang', 'terminal-then-reset']),
};
const names = Object.keys(faults);

const wireOf = ({ request }: Exchange): Wire | undefined => wires.find(({ path }) => request.path.endsWith(path));

/** Numbers from 0 to 1 that are the same for the same seed. */
const chanceOf = (seed: number) => {
  let state = seed;
  return (): number => {
    // mulberry32
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

const openFiles = (): number | undefined =>
  process.platform === 'linux' ? readdirSync('/proc/self/fd').length : undefined;
const active = (kind: RegExp): number => process.getActiveResourcesInfo().filter((name) => kind.test(name)).length;

/** Runs streams with faults by chance, sequentially and then at once, and measures what they left behind. */
export const soak = async ({ streams, concurrent, seed, transport }: SoakOptions): Promise<SoakReport> => {
  const chance = chanceOf(seed);
  const { signal } = new AbortController();
  const ends: Record<string, number> = {};

  const run = async (sequential: number, atOnce: number): Promise<void> => {
    const server = await FaultServer.listen({
      play: (exchange) => {
        const wire = wireOf(exchange);
        const fault = faults[exchange.request.headers['x-fault'] ?? ''];
        return wire && fault?.play(exchange, wire);
      },
    });
    const ask = (): Promise<void> => {
      const fault = names[Math.floor(chance() * names.length)] ?? '';
      const wire = chance() < 0.5 ? wires[0] : wires[1];
      // One in four consumers leaves after a few events.
      const events = chance() < 0.25 ? Math.ceil(chance() * 5) : Infinity;
      const client = { ...clientOptions(server.origin, transport, { retry: { baseDelay: 1 } }), telemetry: {} };
      const stream = wire?.ask(client, PROMPT, { signal, extraHeaders: { 'x-fault': fault } });
      return new Promise((resolve) => {
        const end = (how: string) => {
          ends[how] = (ends[how] ?? 0) + 1;
          resolve();
        };
        stream?.pipe(take(events)).subscribe({
          error: (error: unknown) => end(error instanceof Error ? error.message.slice(0, 50) : 'no error'),
          complete: () => end(events === Infinity ? 'complete' : 'complete or left'),
        });
      });
    };
    for (let stream = 0; stream < sequential; stream++) {
      await ask();
      server.exchanges.splice(0); // the server remembers what it was asked
    }
    await Promise.all(Array.from({ length: atOnce }, ask));
    await server.settled();
    await server.stop();
  };

  const measure = async (): Promise<Figures> => {
    // Sockets close a few turns of the event loop after they are let go of.
    await until(() => active(/TCPSocketWrap/) === 0);
    for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
    globalThis.gc?.();
    return {
      heapMiB: process.memoryUsage().heapUsed / 2 ** 20,
      openFiles: openFiles(),
      sockets: active(/TCPSocketWrap/),
      timers: active(/Timeout/),
      signalListeners: getEventListeners(signal, 'abort').length,
    };
  };

  // What is made once (compiled code, pools, tables) is no leak.
  await run(200, Math.min(concurrent, 50));
  const before = await measure();
  for (const end of Object.keys(ends)) ends[end] = 0;
  await run(streams, concurrent);
  return { before, after: await measure(), ends };
};

/** What is left that was not there before; undefined if nothing is. */
export const leakOf = ({ before, after }: SoakReport): string | undefined => {
  const grown = (['openFiles', 'sockets', 'timers', 'signalListeners'] as const).filter(
    (name) => (after[name] ?? 0) > (before[name] ?? 0),
  );
  // Engines keep what they please for a while; a stream alone is some 20 KiB.
  const heap = after.heapMiB - before.heapMiB;
  if (heap > 8) return `the heap has grown by ${heap.toFixed(1)} MiB`;
  return grown.length === 0 ? undefined : `more than before: ${grown.join(', ')}`;
};
