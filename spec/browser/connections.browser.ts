import { build } from 'esbuild';
import { expect } from 'chai';
import type { ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { CHAT_DONE, chatDelta, chatFinish, chatToolCall } from '../../lib/testing/chatWire.js';
import { completed, created, itemDone, sse, textDelta } from '../../lib/testing/wire.js';
import { loopback, type Loopback } from '../support/loopback.js';
import { describeInChromium } from './chromium.js';

type Wire = 'responses' | 'chat';

declare global {
  interface Window {
    readonly readAnswers: (baseUrl: string, wire: Wire, count: number) => Promise<readonly string[]>;
    readonly runLoop: (baseUrl: string, wire: Wire) => Promise<string>;
  }
}

const PROGRAM = `
  import { ChatClient, createProvider, ResponsesClient, runTools } from './lib/index.ts';
  import { lastValueFrom, of } from 'rxjs';

  const clientOf = (baseUrl, wire) =>
    new (wire === 'chat' ? ChatClient : ResponsesClient)({ provider: createProvider({ name: 'page', baseUrl, wire }) });

  window.readAnswers = async (baseUrl, wire, count) => {
    const client = clientOf(baseUrl, wire);
    const ends = [];
    while (ends.length < count) ends.push((await lastValueFrom(client.streamPrompt('m', 'hi'))).type);
    return ends;
  };
  window.runLoop = async (baseUrl, wire) => {
    const client = clientOf(baseUrl, wire);
    const loop = runTools('hi', (input) => client.streamPrompt('m', { input }), { look: () => of('seen') });
    return (await lastValueFrom(loop)).type;
  };
`;

const bundle = async (): Promise<string> => {
  const { outputFiles } = await build({
    stdin: { contents: PROGRAM, resolveDir: fileURLToPath(new URL('../..', import.meta.url)), loader: 'js' },
    bundle: true,
    platform: 'browser',
    format: 'esm',
    write: false,
  });
  return outputFiles.map(({ text }) => text).join('');
};

const TEXT: Readonly<Record<Wire, string>> = {
  responses: sse(created(), textDelta('Hi')),
  chat: sse(chatDelta({ content: 'Hi' })),
};
const TERMINAL: Readonly<Record<Wire, string>> = {
  responses: sse(completed('resp_1')),
  chat: `${sse(chatFinish())}${CHAT_DONE}`,
};
const CALL: Readonly<Record<Wire, string>> = {
  responses: sse(
    created(),
    itemDone({ type: 'function_call', id: 'fc_1', call_id: 'call_1', name: 'look', arguments: '{}' }),
    completed('resp_1'),
  ),
  chat: `${sse(chatToolCall({ id: 'call_1', name: 'look', arguments: '{}' }), chatFinish('tool_calls'))}${CHAT_DONE}`,
};
const STEPS = 10;

/** Requests that the network panel of the page shows as failed; a canceled one is among them. */
const failuresOf = (page: Page): readonly string[] => {
  const failures: string[] = [];
  page.on('requestfailed', (request) => failures.push(request.failure()?.errorText ?? 'failed'));
  return failures;
};

describeInChromium('C1: the connections of a page', (using) => {
  let site: Loopback;
  let connections: Set<unknown>;
  let finish: (response: ServerResponse, text: string) => void;
  let step: number;

  // One origin for the page and for the API, so that no preflight is counted.
  before(async () => {
    const program = await bundle();
    site = await loopback((request, response) => {
      const { url = '' } = request;
      if (!url.startsWith('/v1/')) {
        response.setHeader('content-type', url === '/page.js' ? 'text/javascript' : 'text/html');
        response.end(
          url === '/page.js'
            ? program
            : '<link rel="icon" href="data:,"><script type="module" src="/page.js"></script>',
        );
        return;
      }
      connections.add(request.socket);
      const wire = url.includes('chat') ? 'chat' : 'responses';
      step += 1;
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      finish(response, TEXT[wire] + TERMINAL[wire]);
    });
  });
  after(() => site.stop());

  const openPage = async () => {
    connections = new Set();
    step = 0;
    const page = await using.context.newPage();
    const failures = failuresOf(page);
    await page.goto(site.origin);
    await page.waitForFunction(() => typeof window.readAnswers === 'function');
    return { page, failures };
  };

  for (const wire of ['responses', 'chat'] as const) {
    for (const delay of [0, 2, 20])
      it(`50 answers of ${wire}, each ended ${delay} ms after its terminal event: at most 2, and no request is canceled`, async () => {
        finish = (response, text) => {
          if (delay === 0) response.end(text);
          else {
            response.write(text);
            setTimeout(() => response.end(), delay);
          }
        };
        const { page, failures } = await openPage();
        const ends = await page.evaluate(([baseUrl, name]) => window.readAnswers(baseUrl, name, 50), [
          `${site.origin}/v1`,
          wire,
        ] as const);
        await page.waitForTimeout(delay + 50);
        expect(ends).to.deep.equal(Array.from({ length: 50 }, () => 'completed'));
        expect(connections.size).to.be.at.most(2);
        expect(failures).to.deep.equal([]);
        await page.close();
      });

    it(`a tool loop of ${STEPS} steps over ${wire}: at most 2, and no request is canceled`, async () => {
      finish = (response, text) => {
        response.write(step < STEPS ? CALL[wire] : text);
        setTimeout(() => response.end(), 2);
      };
      const { page, failures } = await openPage();
      const end = await page.evaluate(([baseUrl, name]) => window.runLoop(baseUrl, name), [
        `${site.origin}/v1`,
        wire,
      ] as const);
      await page.waitForTimeout(50);
      expect([end, step]).to.deep.equal(['completed', STEPS]);
      expect(connections.size).to.be.at.most(2);
      expect(failures).to.deep.equal([]);
      await page.close();
    });
  }
});
