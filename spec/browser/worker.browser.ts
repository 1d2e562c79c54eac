import { build } from 'esbuild';
import { expect } from 'chai';
import { fileURLToPath } from 'node:url';
import { textAnswer } from '../../lib/server/script/answers.js';
import { loopback, type Loopback } from '../support/loopback.js';
import { useServer } from '../support/scripted.js';
import { describeInChromium } from './chromium.js';
import { pageErrorsOf } from './pageErrors.js';

/** Streams the answer of the server that it is told, says the text, and is silent from then on. */
const WORKER = `
  import { createProvider, ResponsesClient, textOf } from './lib/index.ts';

  let answer;
  onmessage = ({ data }) => {
    if (data === 'leave') return answer.unsubscribe();
    const client = new ResponsesClient({ provider: createProvider({ name: 'worker', baseUrl: data }) });
    answer = client.streamPrompt('m', 'hi').pipe(textOf()).subscribe({
      next: (text) => postMessage({ text }),
      error: (error) => postMessage({ error: error.message }),
      complete: () => postMessage({ done: true }),
    });
  };
`;

const bundle = async (): Promise<string> => {
  const { outputFiles } = await build({
    stdin: { contents: WORKER, resolveDir: fileURLToPath(new URL('../..', import.meta.url)), loader: 'js' },
    bundle: true,
    platform: 'browser',
    format: 'esm',
    write: false,
  });
  return outputFiles.map(({ text }) => text).join('');
};

describeInChromium('the main entry point in a module worker', (using) => {
  const scripted = useServer();
  let site: Loopback;

  before(async () => {
    const program = await bundle();
    site = await loopback(({ url }, response) => {
      const isProgram = url === '/worker.js';
      response.setHeader('content-type', isProgram ? 'text/javascript' : 'text/html');
      response.end(isProgram ? program : '<link rel="icon" href="data:,">');
    });
  });
  after(() => site.stop());

  it('streams an answer', async () => {
    scripted.server.enqueue({ answer: textAnswer('An old silent pond'), cut: 5 });
    const page = await using.context.newPage();
    const pageErrors = pageErrorsOf(page);
    await page.goto(site.origin);
    const said = await page.evaluate(
      (baseUrl) =>
        new Promise<readonly unknown[]>((resolve) => {
          const messages: unknown[] = [];
          const worker = new Worker('/worker.js', { type: 'module' });
          worker.onmessage = ({ data }: MessageEvent<Record<string, unknown>>) => {
            messages.push(data);
            if (!('text' in data)) resolve(messages);
          };
          worker.onerror = ({ message }) => resolve([message]);
          worker.postMessage(baseUrl);
        }),
      scripted.server.baseUrl,
    );
    expect(said.slice(-2)).to.deep.equal([{ text: 'An old silent pond' }, { done: true }]);
    expect(said.length).to.be.above(4);
    expect(pageErrors).to.deep.equal([]);
    await page.close();
  });

  it('closes the socket when it is left', async () => {
    scripted.server.enqueue({ answer: textAnswer('never told'), fault: { type: 'stall_mid_body', after: 5 } });
    const page = await using.context.newPage();
    await page.goto(site.origin);
    await page.evaluate(
      (baseUrl) =>
        new Promise<void>((resolve) => {
          const worker = new Worker('/worker.js', { type: 'module' });
          worker.onmessage = ({ data }: MessageEvent<Record<string, unknown>>) => {
            if (data['text'] === '') return;
            worker.postMessage('leave');
            resolve();
          };
          worker.postMessage(baseUrl);
        }),
      scripted.server.baseUrl,
    );
    await scripted.server.closed(0);
    await page.close();
  });
});
