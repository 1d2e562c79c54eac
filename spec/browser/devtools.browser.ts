import axe from 'axe-core';
import { expect } from 'chai';
import { readFile, writeFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { serveDevtools, type DevtoolsServer } from '../../tools/site/serveDevtools.js';
import { describeInChromium } from './chromium.js';
import { pageErrorsOf } from './pageErrors.js';

declare global {
  interface Window {
    readonly axe: typeof axe;
    readonly SCENES: Readonly<Record<string, () => Promise<void>>>;
  }
}

const INCIDENT = `marble 1

requests: 1 2s 2
head 1: 31ms h
body 1: (a|)
head 2: 38ms h
body 2: --b 1999ms c 99ms #

request 1 = POST /v1/responses
  < 429
  < retry-after: 2
request 2 = POST /v1/responses
  < 200
  < content-type: text/event-stream
  # detail: read ECONNRESET
  # code: ECONNRESET

a = {"error":{"message":"Slow down."}}
b = event: response.created⏎data: {"type":"response.created"}⏎⏎
c = event: response.output_text.delta⏎data: {"type":"response.output_text.delta","delta":"Hi"}⏎⏎
`;

describeInChromium('the devtools page in Chromium', (using) => {
  let server: DevtoolsServer;
  let page: Page;
  let app: Page;
  let folder: string;
  let pageErrors: readonly string[];

  before(async () => {
    server = await serveDevtools();
    folder = await mkdtemp(join(tmpdir(), 'codex-rx-devtools-'));
  });
  after(async () => {
    await server.close();
    await rm(folder, { recursive: true });
  });
  beforeEach(async () => {
    app = await using.context.newPage();
    await app.goto(server.app);
    await app.waitForFunction(() => 'SCENES' in window);
    page = await using.context.newPage();
    pageErrors = pageErrorsOf(page);
    await page.goto(server.page);
    await page.getByText('Listening on the channel codex-rx').waitFor();
  });
  afterEach(async () => {
    await page.close();
    await app.close();
    expect(pageErrors).to.deep.equal([]);
  });

  const play = (scene: string) => app.evaluate((name) => window.SCENES[name]?.(), scene);
  const bars = (kind: string) => page.locator(`rect.${kind}`);
  const openFile = async (name: string, text: string): Promise<void> => {
    await writeFile(join(folder, name), text);
    await page.locator('#file').setInputFiles(join(folder, name));
  };
  const exported = async (): Promise<string> => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export .marble' }).click(),
    ]);
    return readFile(await download.path(), 'utf8');
  };
  const firstTick = () => page.locator('svg .time').first().textContent();

  it('draws the lanes of another page while it runs', async () => {
    const playing = play('retry');
    await page.getByRole('button', { name: /responses gpt-5\.1 \(virtual\), running/ }).waitFor();
    await bars('retry-wait').waitFor();
    await playing;
    await page.getByRole('button', { name: /completed, .* s, 15 frames/ }).waitFor();
    expect(await bars('request').count()).to.equal(2);
    expect(await bars('retry-wait').locator('title').textContent()).to.match(
      /^retry wait rate_limit 429: [12]\.\d+ s$/,
    );
    await page.getByText('Stages as a table').click();
    await page.getByRole('cell', { name: 'first byte' }).waitFor();
  });

  it('exports a live call as a .marble file, which it can open', async () => {
    await play('retry');
    await page.getByRole('button', { name: /completed/ }).waitFor();
    const text = await exported();
    expect(text)
      .to.match(/^marble 1\n/)
      .and.to.contain('< 429')
      .and.to.contain('event: response.output_text.delta');
    await openFile('live.marble', text);
    await page.getByRole('button', { name: /^live\.marble/ }).waitFor();
    expect(await bars('request').count()).to.equal(4);
  });

  it('draws a .marble file, and exports it as it was', async () => {
    await openFile('incident.marble', INCIDENT);
    await page.getByRole('button', { name: /^incident\.marble, failed: ECONNRESET, 4\.\d+ s/ }).waitFor();
    expect(await bars('retry-wait').count()).to.equal(1);
    expect(await bars('silence').locator('title').textContent()).to.equal('silence: 2.00 s');
    expect(await exported()).to.equal(INCIDENT);
  });

  it('names the line of a file that it cannot read', async () => {
    await openFile('broken.marble', INCIDENT.replace('body 2: --b', 'body 2: --(b'));
    await page
      .getByRole('status')
      .filter({ hasText: /Not a \.marble file\. broken\.marble: line \d+/ })
      .waitFor();
  });

  it('zooms by wheel and by keyboard, and shows all again', async () => {
    await openFile('incident.marble', INCIDENT);
    await page.getByRole('button', { name: /^incident/ }).waitFor();
    const width = async () => Number(await bars('silence').getAttribute('width'));
    const whole = await width();
    await page.locator('.drawing').hover();
    await page.mouse.wheel(0, -400);
    await page.waitForFunction(
      (least) => Number(document.querySelector('rect.silence')?.getAttribute('width')) > least,
      whole,
    );
    const zoomed = await width();
    await page.keyboard.press('+');
    await page.waitForFunction(
      (least) => Number(document.querySelector('rect.silence')?.getAttribute('width')) > least,
      zoomed,
    );
    await page.keyboard.press('0');
    await page.waitForFunction(
      (size) => Math.abs(Number(document.querySelector('rect.silence')?.getAttribute('width')) - size) < 1,
      whole,
    );
    expect(await firstTick()).to.equal('0 ms');
  });

  for (const colorScheme of ['light', 'dark'] as const)
    for (const width of [1280, 390])
      it(`has nothing that axe finds inaccessible at ${width} px in ${colorScheme} colours, and fits`, async () => {
        await page.setViewportSize({ width, height: 800 });
        await page.emulateMedia({ colorScheme });
        await openFile('incident.marble', INCIDENT);
        await page.getByRole('button', { name: /^incident/ }).click();
        await page.getByText('Stages as a table').click();
        await page.getByRole('cell', { name: 'silence' }).waitFor();
        await page.evaluate(axe.source);
        const { violations } = await page.evaluate(() => window.axe.run());
        expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).to.deep.equal([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).to.equal(width);
      });
});
