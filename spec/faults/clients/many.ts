import { getEventListeners } from 'node:events';
import { expect } from 'chai';
import { retryBudget } from 'codex-rx';
import { VirtualTimeScheduler } from 'rxjs';
import type { ClientRow } from '../clientRows.js';
import { PROMPT } from '../clientOptions.js';
import type { Exchange } from '../server/Exchange.js';
import { textIn } from '../playFault.js';
import { PIECES, TEXT, type Wire } from '../wires.js';
import { against, errorOf, half, outcomeOf, whole } from './asking.js';

/** Answers with what the request says. */
const echo = (exchange: Exchange, wire: Wire): Promise<void> => {
  const { headers, body } = exchange.request;
  const text = JSON.stringify({ headers, body });
  return exchange.stream(wire.opening + wire.delta(text) + wire.closing + wire.terminal);
};

const failing = (exchange: Exchange): Promise<void> => exchange.reply('503 Service Unavailable', '');

const IDLE = 200;

const times = (count: number): readonly number[] => Array.from({ length: count }, (_, at) => at);

/** The wall clock set forward or back in the middle of a row. */
const withClock = async (jump: number, run: (set: () => void) => Promise<void>): Promise<void> => {
  const { now } = Date;
  try {
    await run(() => (Date.now = () => now() + jump));
  } finally {
    Date.now = now;
  }
};

const jumps = [3_600_000, -3_600_000];

/** Rows about more than one call, and about clocks. */
export const manyRows: Readonly<Record<string, ClientRow>> = {
  echo: against(echo, async ({ ask }) => {
    const text = textIn((await outcomeOf(ask())).events);
    expect(text).to.contain(PROMPT).and.to.contain('"authorization":"Bearer ').and.to.contain('text/event-stream');
    expect(text).not.to.match(/idempotency|stainless|cookie/i);
  }),
  leak: async (wire, transport) => {
    for (const status of [301, 302, 303, 307, 308])
      await against(whole, async (leak) => {
        const redirecting = against(
          (exchange) => exchange.reply(`${status} Elsewhere`, '', { location: `${leak.server.origin}/leak` }),
          async ({ ask }) => expect(await errorOf(ask())).to.have.nested.property('error.status', status),
        );
        await redirecting(wire, transport);
        expect(leak.server.connections).to.equal(0);
      })(wire, transport);
  },
  'cli-subscribe-twice': against(whole, async ({ server, ask }) => {
    const stream = ask();
    const outcomes = await Promise.all([outcomeOf(stream), outcomeOf(stream)]);
    expect(outcomes.map(({ events }) => textIn(events))).to.deep.equal([TEXT, TEXT]);
    expect(server.exchanges).to.have.length(2);
  }),
  'cli-resubscribe-after-error': against(failing, async ({ server, ask, options }) => {
    const stream = ask();
    for (const requests of [3, 6]) {
      await errorOf(stream);
      expect(server.exchanges).to.have.length(requests);
    }
    expect(options.telemetry.requests.map(({ attempt }) => attempt)).to.deep.equal([0, 1, 2, 0, 1, 2]);
  }),
  'cli-concurrent-100': against(echo, async ({ server, options }, wire) => {
    const prompts = times(100).map((at) => `prompt ${at}.`);
    const outcomes = await Promise.all(prompts.map((prompt) => outcomeOf(wire.ask(options, prompt))));
    outcomes.forEach(({ events }, at) => {
      expect(textIn(events).match(/prompt \d+\./g)).to.deep.equal([prompts[at]]);
    });
    expect(server.exchanges).to.have.length(100);
  }),
  'cli-signal-listener-leak': against(whole, async ({ ask }) => {
    const { signal } = new AbortController();
    for (const _ of times(10)) await Promise.all(times(20).map(() => outcomeOf(ask({ signal }))));
    expect(getEventListeners(signal, 'abort')).to.have.length(0);
  }),
  'cli-fake-timers': against(
    (exchange, wire) =>
      exchange.attempt === 0
        ? exchange.reply('429 Too Many Requests', '', { 'retry-after': '50' })
        : whole(exchange, wire),
    async ({ ask }) => {
      const scheduler = new VirtualTimeScheduler(undefined, 50_000);
      // 50 s of waiting, and not a moment more: the only clock there is goes on when told to.
      const { events } = await outcomeOf(
        ask({}, { scheduler, telemetry: { onRetry: () => setImmediate(() => scheduler.flush()) } }),
      );
      expect(textIn(events)).to.equal(TEXT);
      expect(scheduler.frame).to.equal(50_000);
    },
  ),
  'cli-idempotency': against(failing, async ({ server, ask }) => {
    const keys = (): readonly (string | undefined)[] =>
      server.exchanges.map(({ request }) => request.headers['idempotency-key']);
    await errorOf(ask());
    expect(keys()).to.deep.equal([undefined, undefined, undefined]);
    await errorOf(ask({ extraHeaders: { 'idempotency-key': 'once' } }));
    expect(keys().slice(3)).to.deep.equal(['once', 'once', 'once']);
  }),
  'cli-retry-budget': against(failing, async ({ server, ask }) => {
    const budget = retryBudget({ maxTokens: 20 });
    await Promise.all(times(200).map(() => errorOf(ask({}, { retryBudget: budget }))));
    expect(server.exchanges.length).to.be.within(201, 220);
  }),
  'cli-clock-jump': async (wire, transport) => {
    for (const jump of jumps)
      await withClock(jump, (set) =>
        against(
          async (exchange) => {
            if (exchange.attempt === 0) {
              await exchange.reply('429 Too Many Requests', '', { 'retry-after-ms': '50' });
              // in the middle of the back-off
              await exchange.pause(10);
              set();
            } else {
              await half(exchange, wire);
            }
          },
          async ({ server, ask }) => {
            const { events, error } = await outcomeOf(ask());
            expect(textIn(events)).to.equal(PIECES[0] + PIECES[1]);
            expect(error).to.include({ detail: 'idle timeout waiting for SSE' });
            expect(server.exchanges).to.have.length(2);
          },
          { streamIdleTimeout: IDLE },
        )(wire, transport),
      );
  },
  'cli-gc': against(whole, async ({ ask }) => {
    const run = async (): Promise<void> => {
      for (let stream = 0; stream < 100; stream++) expect(textIn((await outcomeOf(ask())).events)).to.equal(TEXT);
    };
    await run();
    globalThis.gc?.();
    const { heapUsed } = process.memoryUsage();
    await run();
    globalThis.gc?.();
    // The server of this row remembers its requests, some 2 KiB each; `npm run soak` measures without it.
    expect((process.memoryUsage().heapUsed - heapUsed) / 2 ** 20).to.be.lessThan(8);
  }),
};
