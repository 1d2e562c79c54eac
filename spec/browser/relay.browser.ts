import { build } from 'esbuild';
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { map, range } from 'rxjs';
import { nodeListener } from '../../lib/node/nodeListener.js';
import { pipeTo } from '../../lib/node/pipeTo.js';
import { relay, type RelayHandler } from '../../lib/relay/server/relay.js';
import { memoryReplayStore } from '../../lib/relay/store/memoryReplayStore.js';
import type { ReplayStore } from '../../lib/relay/store/ReplayStore.js';
import { textAnswer } from '../../lib/server/script/answers.js';
import { until } from '../support/collect.js';
import { loopback, type Loopback } from '../support/loopback.js';
import { clientOf, useServer } from '../support/scripted.js';
import { describeInChromium } from './chromium.js';
import { pageErrorsOf } from './pageErrors.js';

const SAID = 'An old silent pond. A frog jumps into the pond. Splash! Silence again. '.repeat(3).trim();
const SLOW = { answer: textAnswer(SAID), pace: { tokensPerSecond: 60 } } as const;

/** A page that shows an answer, and shows it again after a reload. The relay has a relative URL. */
const PAGE = `
  import { accumulate } from './lib/operators/answer/accumulate.ts';
  import { RelayClient } from './lib/relay/index.ts';

  const relayed = new RelayClient({ url: '/api/chat', retry: { baseDelay: 20 } });
  const show = ({ text, status, error }) => {
    document.querySelector('#text').textContent = text;
    document.querySelector('#status').textContent = error?.type ?? status;
  };
  let shown;
  window.ask = () => {
    const onCursor = ({ answer }) => sessionStorage.setItem('answer', answer);
    shown = relayed.stream('hi', { onCursor }).events().pipe(accumulate()).subscribe(show);
  };
  window.watch = (answer) => (shown = relayed.resume({ answer }).events().pipe(accumulate()).subscribe(show));
  window.stop = () => shown.unsubscribe();
  window.listen = (answer) => {
    const source = new EventSource('/api/chat?answer=' + answer);
    let text = '';
    source.onmessage = ({ data }) => {
      const event = JSON.parse(data);
      if (event.type === 'output_text_delta') document.querySelector('#text').textContent = text += event.delta;
    };
    source.onerror = () => (document.querySelector('#status').textContent = 'closed ' + (source.readyState === 2));
  };
  window.readSlowly = async (url) => {
    const { body } = await fetch(url);
    const reader = body.getReader();
    await reader.read();
    window.reader = reader; // and no further read
  };
  const saved = sessionStorage.getItem('answer');
  if (saved !== null) window.watch(saved);
`;

const bundle = async (): Promise<string> => {
  const { outputFiles } = await build({
    stdin: { contents: PAGE, resolveDir: fileURLToPath(new URL('../..', import.meta.url)), loader: 'js' },
    bundle: true,
    platform: 'browser', // an import of a built-in of Node fails
    format: 'esm',
    write: false,
  });
  return outputFiles.map(({ text }) => text).join('');
};

/** An answer of 32 MB, which no buffer of a socket or of a browser takes. */
const LARGE = { input: 'large', frames: 32_000, size: 1_000 } as const;
/** The frames that the store returns at once, in characters. */
const BATCH = 16_384;

describeInChromium('a page behind a relay, in Chromium', (using) => {
  const scripted = useServer();
  let site: Loopback;
  let handle: RelayHandler;
  let store: ReplayStore;
  let relayedTo: ServerResponse | undefined;
  let endless = { sent: 0, left: false };
  let program = '';
  const sockets = new Set<Socket>();
  before(async () => {
    program = await bundle();
  });
  beforeEach(async () => {
    handle = relay({
      ask: (input) =>
        input === LARGE.input
          ? range(LARGE.frames).pipe(map(() => 'x'.repeat(LARGE.size)))
          : clientOf(scripted.server, { retry: { maxAttempts: 0 } }).streamPrompt('m', String(input)),
      store: (store = memoryReplayStore()),
      grace: 1_000_000,
    });
    const relayed = nodeListener(handle);
    site = await loopback((request, response, body) => {
      const { url = '/' } = request;
      if (url.startsWith('/api/chat')) {
        const parsed: unknown = body === '' ? undefined : JSON.parse(body);
        relayedTo = response;
        relayed(Object.assign(request, { body: parsed }), response); // as after express.json()
        return;
      }
      if (url === '/api/endless') {
        endless = { sent: 0, left: false };
        clientOf(scripted.server)
          .streamPrompt('m', 'hi')
          .pipe(pipeTo(response))
          .subscribe({ complete: () => (endless.left = true), error: (cause: unknown) => expect.fail(String(cause)) });
        return;
      }
      response.setHeader('content-type', url === '/page.js' ? 'text/javascript' : 'text/html');
      response.end(
        url === '/page.js'
          ? program
          : '<link rel="icon" href="data:,"><p id="text"></p><p id="status"></p><script type="module" src="/page.js"></script>',
      );
    });
  });
  beforeEach(() => {
    site.server.on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
    });
  });
  afterEach(async () => {
    handle.close();
    await site.stop();
  });

  const open = async (): Promise<Page> => {
    const page = await using.context.newPage();
    await page.goto(site.origin);
    return page;
  };
  const run = (page: Page, code: string): Promise<unknown> => page.evaluate(code);
  const textOf = (page: Page): Promise<string> => page.locator('#text').innerText();
  const statusIs = (page: Page, status: string) => page.locator('#status', { hasText: status }).waitFor();
  const someText = (page: Page) => page.locator('#text', { hasText: 'silent' }).waitFor();
  const answerOf = (page: Page): Promise<string> => page.evaluate(() => sessionStorage.getItem('answer') ?? '');

  it('shows the text while it streams', async () => {
    scripted.server.enqueue(SLOW);
    const page = await open();
    const pageErrors = pageErrorsOf(page);
    await run(page, 'ask()');
    await someText(page);
    expect((await textOf(page)).length).to.be.below(SAID.length);
    await statusIs(page, 'completed');
    expect(await textOf(page)).to.equal(SAID);
    expect(pageErrors).to.deep.equal([]);
    await page.close();
  });

  it('closes the socket of the provider when it stops', async () => {
    scripted.server.enqueue({ answer: textAnswer(SAID), fault: { type: 'stall_mid_body', after: 8 } });
    const page = await open();
    await run(page, 'ask()');
    await someText(page);
    await run(page, 'stop()');
    await scripted.server.closed(0); // the time of grace would be longer than this test
    await page.close();
  });

  it('goes on after a reload, without loss and without repetition', async () => {
    scripted.server.enqueue(SLOW);
    const page = await open();
    await run(page, 'ask()');
    await someText(page);
    await page.reload();
    await statusIs(page, 'completed');
    expect(await textOf(page)).to.equal(SAID);
    expect(scripted.server.requests).to.have.length(1);
    await page.close();
  });

  it('shares its answer with a second tab, which goes on when the first one is closed', async () => {
    scripted.server.enqueue(SLOW);
    const [first, second] = [await open(), await open()];
    await run(first, 'ask()');
    await someText(first);
    await run(second, `watch(${JSON.stringify(await answerOf(first))})`);
    await someText(second);
    await first.close();
    await statusIs(second, 'completed');
    expect(await textOf(second)).to.equal(SAID);
    expect(scripted.server.requests).to.have.length(1);
    await second.close();
  });

  it('goes on when its connection is reset', async () => {
    scripted.server.enqueue(SLOW);
    const page = await open();
    await run(page, 'ask()');
    await someText(page);
    for (const socket of sockets) socket.resetAndDestroy();
    await statusIs(page, 'completed');
    expect(await textOf(page)).to.equal(SAID);
    expect(scripted.server.requests).to.have.length(1);
    await page.close();
  });

  it('shows the error of a provider that is lost, beside the text so far', async () => {
    scripted.server.enqueue({ answer: textAnswer(SAID), fault: { type: 'reset_mid_body', after: 8 } });
    const page = await open();
    await run(page, 'ask()');
    await statusIs(page, 'stream');
    expect(await textOf(page)).to.contain('silent');
    await page.close();
  });

  it('reads an answer with an EventSource, which is closed at its end', async () => {
    scripted.server.enqueue(SLOW);
    const [first, second] = [await open(), await open()];
    await run(first, 'ask()');
    await someText(first);
    await run(second, `listen(${JSON.stringify(await answerOf(first))})`);
    await statusIs(second, 'closed true');
    expect(await textOf(second)).to.equal(SAID);
    await Promise.all([first.close(), second.close()]);
  });

  it('slows the provider down when it reads slowly', async () => {
    scripted.server.enqueue({ answer: textAnswer('word '.repeat(200_000)) });
    const page = await open();
    await run(page, `readSlowly('/api/endless')`);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect(endless.left).to.equal(false);
    expect(scripted.server.requests[0]).to.include({ completed: false, clientClosedAt: undefined });
    await page.close();
    await until(() => endless.left);
    await scripted.server.closed(0);
  });

  it('holds a batch in memory for a page that reads slowly, however long the answer is', async () => {
    const page = await open();
    const answer = 'answer-large';
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(LARGE.input) };
    await handle(new Request(`${site.origin}/api/chat?answer=${answer}`, init));
    await run(page, `readSlowly('/api/chat?answer=${answer}')`);
    await until(() => relayedTo?.writableNeedDrain === true);
    await new Promise((resolve) => setTimeout(resolve, 500)); // the page would read on meanwhile, if it did
    const { writableLength = 0, writableHighWaterMark = 0, writableEnded } = relayedTo ?? {};
    expect(await store.find(answer)).to.deep.equal({ last: LARGE.frames + 1, isOver: true });
    expect(writableEnded).to.equal(false);
    expect(writableLength).to.be.within(1, writableHighWaterMark + 2 * BATCH);
    await page.close();
    await until(() => relayedTo?.destroyed === true);
  });
});
