import { expect } from 'chai';
import type { ClientRow } from '../clientRows.js';
import { KEY } from '../clientOptions.js';
import type { Exchange } from '../server/Exchange.js';
import { runChild, type Child, type ChildOptions } from '../runChild.js';
import { halfOf, PIECES, wholeOf, type Wire } from '../wires.js';
import { against, half, never, until, whole } from './asking.js';

const IDLE = 200;
const LINES = [...PIECES, 'complete', ''].join('\n');

/** The whole answer in time for any idle clock, event by event. */
const slowly = async (exchange: Exchange, wire: Wire): Promise<void> => {
  await exchange.head();
  for (const event of wholeOf(wire).split(/(?<=\n\n)/)) {
    await exchange.chunk(event);
    await exchange.pause(IDLE / 4);
  }
  await exchange.end();
};

/** Two deltas; the rest when the program has been told to stop. */
const halfThenRest = (isStopped: () => boolean) => async (exchange: Exchange, wire: Wire) => {
  await exchange.head();
  await exchange.chunk(halfOf(wire));
  await until(isStopped);
  await exchange.chunk(wholeOf(wire).slice(halfOf(wire).length));
  await exchange.end();
};

/** Runs a program to its own end, and gives what it said. */
const outputOf = async ({ ended, output }: Child): Promise<string> => {
  expect(await ended, output()).to.equal(0);
  expect(output()).not.to.contain(KEY);
  return output();
};

/** A program against a server that plays something; it must come to its end by itself. */
const ending = (play: Parameters<typeof against>[0], says: RegExp, options: ChildOptions = {}): ClientRow =>
  against(play, async ({ server }, wire) => expect(await outputOf(runChild(server, wire, options))).to.match(says));

const inOrder =
  (...rows: readonly ClientRow[]): ClientRow =>
  async (wire, transport) => {
    for (const row of rows) await row(wire, transport);
  };

/** Rows about a whole program: its event loop and its end. The program asks over the default transport, fetch. */
export const processRows: Readonly<Record<string, ClientRow>> = {
  'cli-event-loop-block': against(slowly, async ({ server }, wire) => {
    // The whole answer comes while the program is busy, for more than three idle times.
    expect(await outputOf(runChild(server, wire, { idle: IDLE, block: IDLE * 4 }))).to.equal(LINES);
  }),
  'cli-suspend': async (wire, transport) => {
    let isStopped = false;
    await against(
      halfThenRest(() => isStopped),
      async ({ server }) => {
        const child = runChild(server, wire, { idle: IDLE });
        await until(() => child.output().includes(PIECES[1]));
        child.process.kill('SIGSTOP');
        isStopped = true;
        await new Promise((resolve) => setTimeout(resolve, IDLE * 4));
        child.process.kill('SIGCONT');
        expect(await outputOf(child)).to.equal(LINES);
      },
    )(wire, transport);
  },
  'cli-exit': inOrder(
    ending(whole, /complete\n$/),
    ending((exchange) => exchange.reply('400 Bad Request', ''), /^error: http 400\n$/),
    ending(half, /^Hello \n$/, { leaveAt: PIECES[0] }),
    against(never, async ({ server }, wire) => {
      const child = runChild(server, wire, { leaveAt: 'start' });
      await until(() => server.exchanges.length === 1);
      child.process.stdin?.end('now');
      expect(await outputOf(child)).to.equal('');
    }),
  ),
  'cli-unhandled': inOrder(
    ending((exchange) => exchange.reset(), /^error: network error/, { retries: 1 }),
    ending(async (exchange, wire) => {
      await half(exchange, wire);
      await exchange.reset();
    }, /\nerror: stream error: the connection was lost in the middle of the body/),
    ending(half, /\nerror: stream error: idle timeout waiting for SSE\n$/, { idle: IDLE }),
  ),
  'cli-proxy-env': against(whole, async ({ server }, wire) => {
    const proxy = 'http://me:hunter22@127.0.0.1:9';
    const child = runChild(server, wire, { env: { HTTP_PROXY: proxy, http_proxy: proxy, NODE_USE_ENV_PROXY: '0' } });
    const output = await outputOf(child);
    expect(output).to.equal(LINES);
    expect(output).not.to.contain('hunter22');
  }),
};
