import { expect } from 'chai';
import type { ClientRow } from '../clientRows.js';
import { textIn } from '../playFault.js';
import { deltasOf, TEXT } from '../wires.js';
import { against, errorOf, half, never, outcomeOf, pendingTimers, leaving, until, whole } from './asking.js';

const limited = against.bind(undefined, (exchange) =>
  exchange.reply('429 Too Many Requests', '{}', { 'retry-after': '50' }),
);

/** Rows in which the consumer leaves. */
export const leavingRows: Readonly<Record<string, ClientRow>> = {
  'cli-unsubscribe-before-connect': against(whole, async ({ server, ask }) => {
    ask().subscribe(leaving()).unsubscribe();
    // The next request is the first one that the server sees.
    expect(textIn((await outcomeOf(ask())).events)).to.equal(TEXT);
    expect(server.exchanges).to.have.length(1);
  }),
  'cli-unsubscribe-before-headers': against(never, async ({ server, ask }) => {
    const timers = pendingTimers();
    const subscription = ask().subscribe(leaving());
    await until(() => server.exchanges.length === 1);
    subscription.unsubscribe();
    await server.settled();
    expect(pendingTimers()).to.be.at.most(timers);
  }),
  'cli-unsubscribe-during-backoff': limited(async ({ server, ask, options }) => {
    const timers = pendingTimers();
    const subscription = ask().subscribe(leaving());
    await until(() => options.telemetry.retries.length === 1);
    expect(pendingTimers()).to.be.above(timers);
    subscription.unsubscribe();
    expect(pendingTimers(), 'the wait is over for good').to.be.at.most(timers);
    expect(server.exchanges).to.have.length(1);
  }),
  'cli-abort-during-backoff': limited(async ({ server, ask, options }) => {
    const abort = new AbortController();
    const failure = errorOf(ask({ signal: abort.signal }));
    await until(() => options.telemetry.retries.length === 1);
    abort.abort();
    expect(await failure).to.have.nested.property('error.code', 'ABORT_ERR');
    expect(server.exchanges).to.have.length(1);
  }),
  'cli-unsubscribe-mid-stream': against(half, async ({ server, ask }) => {
    const seen: string[] = [];
    const subscription = ask().subscribe(leaving(({ type }) => seen.push(type)));
    await until(() => seen.includes('output_text_delta'));
    subscription.unsubscribe();
    await server.settled();
    expect(seen.filter((type) => type === 'output_text_delta')).to.have.length(2);
  }),
  'cli-unsubscribe-in-next': against(
    (exchange, wire) => exchange.stream(wire.opening + deltasOf(wire) + wire.closing + wire.terminal),
    async ({ server, ask }) => {
      const seen: string[] = [];
      const subscription = ask().subscribe(
        leaving(({ type }) => {
          seen.push(type);
          if (type === 'output_text_delta') subscription.unsubscribe();
        }),
      );
      await until(() => seen.includes('output_text_delta'));
      await server.settled();
      expect(seen.filter((type) => type === 'output_text_delta')).to.have.length(1);
      expect(seen.at(-1)).to.equal('output_text_delta');
    },
  ),
  'cli-unsubscribe-in-terminal': against(whole, async ({ server, ask }) => {
    let isOver = false;
    const subscription = ask().subscribe(
      leaving(({ type }) => {
        if (type !== 'completed') return;
        isOver = true;
        subscription.unsubscribe();
      }),
    );
    await until(() => isOver);
    await server.settled();
  }),
  'cli-signal-already-aborted': against(whole, async ({ server, ask }) => {
    const error = await errorOf(ask({ signal: AbortSignal.abort() }));
    expect(error).to.have.nested.property('error.code', 'ABORT_ERR');
    expect(textIn((await outcomeOf(ask())).events)).to.equal(TEXT);
    expect(server.exchanges).to.have.length(1);
  }),
};
