import axe from 'axe-core';
import { expect } from 'chai';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { startServers, type Servers } from '../../examples/chat/server/startServers.js';
import { describeInChromium } from './chromium.js';
import { pageErrorsOf, ownErrors } from './pageErrors.js';
import { watchFrames } from './frames.js';

declare global {
  interface Window {
    readonly axe: typeof axe;
  }
}

const folder = fileURLToPath(new URL('../../examples/chat/screenshots/', import.meta.url));

describeInChromium('examples/chat in Chromium', (using) => {
  let servers: Servers;
  let page: Page;
  let pageErrors: readonly string[];

  const ask = async (text: string): Promise<void> => {
    await page.getByLabel('Your message').fill(text);
    await page.getByRole('button', { name: 'Send' }).click();
  };
  const isAt = (word: string | RegExp) => page.locator('#live-word').filter({ hasText: word }).waitFor();
  const answer = () => page.locator('.turn[data-role=assistant]').last();
  const saysAtLeast = (length: number) =>
    page.waitForFunction((least) => {
      const turns = document.querySelectorAll('.turn[data-role=assistant]');
      return (turns[turns.length - 1]?.textContent ?? '').length >= least;
    }, length);
  const goesWrong = (what: string) => page.getByRole('radio', { name: what }).check();
  const screenshot = async (name: string): Promise<void> => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: `${folder}${name}-${colorScheme}.png`, fullPage: true });
    }
  };

  beforeEach(async () => {
    servers = await startServers();
    page = await using.context.newPage();
    pageErrors = pageErrorsOf(page);
    await page.goto(servers.url);
    await isAt('idle');
  });

  afterEach(async () => {
    await page.close();
    await servers.close();
    expect(ownErrors(pageErrors)).to.deep.equal([]);
  });

  it('streams an answer, and says so', async () => {
    await ask('Hello');
    await isAt('streaming');
    await saysAtLeast(200);
    await screenshot('streaming');
    await isAt('idle');
    expect(await answer().textContent()).to.match(/^No model is behind this page.*ask again\.$/s);
    expect(await page.getByRole('meter', { name: 'Five hours' }).getAttribute('aria-valuenow')).to.equal('8');
    expect(await page.locator('#plot-line').getAttribute('d')).to.match(/^M0,.* L4,/);
    expect(pageErrors).to.deep.equal([]);
    await screenshot('answered');
  });

  it('goes on with a conversation, of which the server hears all', async () => {
    await ask('one');
    await isAt('streaming');
    await isAt('idle');
    await ask('two');
    await isAt('streaming');
    const body = servers.api.requests[1]?.body;
    expect(body).to.have.property('input').that.has.length(3);
    expect(await page.locator('.turn').count()).to.equal(4);
  });

  it('closes the socket at Stop: the server says so', async () => {
    await ask('Hello');
    await saysAtLeast(20);
    await page.getByRole('button', { name: 'Stop' }).click();
    await servers.api.closed(0);
    await page.locator('#chat-requests [data-outcome=cancelled]').waitFor();
    await isAt('idle');
    expect(await answer().getAttribute('data-status')).to.equal('stopped');
    expect(pageErrors).to.deep.equal([]);
    await screenshot('stopped');
  });

  it('sends a second request if the first is slow, and closes the socket of the slower one', async () => {
    await goesWrong('It is slow');
    await page.getByLabel('Send a second request if it is slow').check();
    await page.getByLabel('Draw it at an even pace').check();
    await ask('Hello');
    await isAt('streaming');
    await servers.api.closed(0);
    await page.locator('#chat-requests [data-outcome=cancelled]').waitFor();
    await saysAtLeast(20);
    expect(servers.api.requests.map(({ clientClosedAt }) => clientClosedAt !== undefined)).to.deep.equal([true, false]);
    expect(pageErrors).to.deep.equal([]);
  });

  it('is used by keyboard alone: Enter sends, Escape stops', async () => {
    await page.getByLabel('Your message').fill('First line');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('Hello');
    await page.keyboard.press('Enter');
    await saysAtLeast(20);
    await page.keyboard.press('Escape');
    await servers.api.closed(0);
    expect(await page.locator('.turn[data-role=user] .text').textContent()).to.equal('First line\nHello');
  });

  it('lets a fault be chosen by keyboard, and sends from there', async () => {
    await page.getByRole('radio', { name: 'Nothing' }).focus();
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown', 'Enter']) await page.keyboard.press(key);
    await isAt('retrying in 3 s');
    expect(await page.locator('.turn[data-role=user] .text').textContent()).to.equal('What is this page made of?');
  });

  for (const colorScheme of ['light', 'dark'] as const)
    it(`has nothing that axe finds inaccessible, in ${colorScheme} colours`, async () => {
      await page.emulateMedia({ colorScheme });
      await goesWrong('429');
      await page.getByLabel('Every retry meets it').check();
      await page.locator('#typed').pressSequentially('ob');
      await ask('Hello');
      await isAt('failed');
      await page.evaluate(axe.source);
      const { violations } = await page.evaluate(() => window.axe.run());
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).to.deep.equal([]);
    });

  it('leaves exactly one request open while one types ahead', async () => {
    const text = 'observable';
    await page.locator('#typed').pressSequentially(text, { delay: 40 });
    await page.waitForFunction(() => (document.querySelector('#suggestion')?.textContent ?? '').length > 20);
    const { requests } = servers.api;
    expect(requests).to.have.length(text.length);
    expect(requests.filter((each) => !each.completed && each.clientClosedAt === undefined)).to.have.length(1);
    expect(requests.at(-1)?.clientClosedAt).to.equal(undefined);
    expect(await page.locator('#ahead-open').textContent()).to.equal('1');
    expect(await page.locator('#ahead-requests [data-outcome=cancelled]').count()).to.equal(text.length - 1);
    expect(pageErrors).to.deep.equal([]);
    await screenshot('type-ahead');
  });

  it('counts down to the retry that a 429 asks for, and then answers', async () => {
    await goesWrong('429');
    await ask('Hello');
    await isAt('retrying in 3 s');
    await screenshot('retrying');
    await isAt('retrying in 2 s');
    await isAt('retrying in 1 s');
    await isAt('streaming');
    expect(servers.api.requests).to.have.length(2);
  });

  it('takes back what a lost connection left, and asks the turn again', async () => {
    await goesWrong('The connection drops');
    await ask('Hello');
    await isAt('streaming');
    await isAt(/retrying in \d s/);
    expect(await page.locator('#chat-requests [data-outcome=failed]').count()).to.equal(1);
    await isAt('idle');
    expect(await answer().textContent()).to.match(/^No model is behind this page[^]*ask again\.$/);
    expect((await answer().textContent())?.match(/No model/g)).to.have.length(1);
  });

  it('asks again where the answer stalls', async () => {
    await goesWrong('It stalls');
    await ask('Hello');
    await isAt('streaming');
    await isAt(/retrying in \d s/);
    expect(await page.locator('#live-detail').textContent()).to.contain('idle timeout');
    await servers.api.closed(0);
    await isAt('idle');
    expect(await answer().textContent()).to.match(/ask again\.$/);
  });

  it('fails with advice when all retries are spent', async () => {
    await goesWrong('429');
    await page.getByLabel('Every retry meets it').check();
    await ask('Hello');
    await isAt('failed');
    expect(await page.locator('#live-detail').textContent()).to.equal('http 429: Too many requests at once.');
    expect(await page.locator('#live-advice').textContent()).to.equal('Wait, then try again in 3 s.');
    expect(servers.api.requests).to.have.length(3);
    await screenshot('failed');
  });

  it('shows how slow an answer is, and can be left before it begins', async () => {
    await goesWrong('It is slow');
    await ask('Hello');
    await isAt('connecting');
    await page.getByRole('button', { name: 'Stop' }).click();
    await isAt('idle');
    await servers.api.closed(0);
  });

  it('keeps its frames under 50 ms at p95 while an answer of 20 000 deltas comes', async () => {
    await page.getByLabel('Length').selectOption('huge');
    const frames = await watchFrames(page);
    await ask('Hello');
    await isAt('streaming');
    await isAt('idle');
    const { p50, p95, worst, count } = await frames.stop();
    console.log(`      20 000 deltas, ${count} frames: p50 ${p50} ms, p95 ${p95} ms, worst ${worst} ms`);
    expect((await answer().locator('p').allTextContents()).join(' ').split(/\s+/)).to.have.length(20_000);
    expect(count, 'frames').to.be.above(60);
    expect(p95, 'p95 of the frames, in ms').to.be.at.most(50);
    expect(pageErrors).to.deep.equal([]);
  });

  it('draws Markdown while it comes, and nothing that a model could do harm with', async () => {
    await ask('Hello');
    await isAt('streaming');
    await isAt('idle');
    expect(await answer().locator('strong').textContent()).to.equal('RxJS observable');
    expect(await answer().locator('pre code').textContent()).to.contain('coalesce()');
    expect(await answer().locator('li').count()).to.equal(2);
    expect(await answer().locator('img').count()).to.equal(0);
    expect(await answer().locator('li').last().textContent()).to.contain('<img src=x onerror=');
    expect(await page.title()).not.to.equal('broken');
  });

  for (const [width, height] of [
    [1280, 800],
    [390, 844],
  ] as const)
    it(`keeps Send and Stop in sight while a long answer comes, at ${width} × ${height}`, async () => {
      await page.setViewportSize({ width, height });
      await page.getByLabel('Length').selectOption('long');
      await ask('Hello');
      await saysAtLeast(2_000);
      for (const name of ['Send', 'Stop']) {
        const box = await page.getByRole('button', { name, exact: true }).boundingBox();
        const top = await page.evaluate(() => window.scrollY);
        expect((box?.y ?? height) + (box?.height ?? 0), name).to.be.at.most(height - top);
      }
      await screenshot(`long-${width}`);
    });

  it('has the conversation again after a reload, and answers it anew with Retry', async () => {
    await ask('Hello');
    await saysAtLeast(60);
    await page.reload();
    await isAt('idle');
    expect(await page.locator('.turn[data-role=user] .text').textContent()).to.equal('Hello');
    expect(await answer().getAttribute('data-status')).to.equal('stopped');
    await page.getByRole('button', { name: 'Retry' }).click();
    await isAt('streaming');
    await isAt('idle');
    expect(await page.locator('.turn').count()).to.equal(2);
    expect(await answer().textContent()).to.match(/ask again\.$/);
  });

  it('sends another text for a message, and keeps the version before it', async () => {
    await ask('one');
    await isAt('streaming');
    await isAt('idle');
    await page.getByRole('button', { name: 'Edit' }).click();
    await page.getByLabel('Your message').fill('two');
    await page.getByRole('button', { name: 'Send again' }).click();
    await isAt('streaming');
    await isAt('idle');
    expect(await page.locator('.turn[data-role=user] .text').allTextContents()).to.deep.equal(['two']);
    expect(servers.api.requests[1]?.body).to.have.property('input').that.has.length(1);
    expect(await page.locator('#version').textContent()).to.equal('Version 2 of 2');
    await screenshot('versions');
    await page.getByRole('button', { name: 'Earlier version' }).click();
    await page.locator('#version').filter({ hasText: 'Version 1 of 2' }).waitFor();
    expect(await page.locator('.turn[data-role=user] .text').allTextContents()).to.deep.equal(['one']);
    await page.getByRole('button', { name: 'Later version' }).click();
    await page.locator('#version').filter({ hasText: 'Version 2 of 2' }).waitFor();
    expect(await page.locator('.turn[data-role=user] .text').allTextContents()).to.deep.equal(['two']);
    expect(servers.api.requests).to.have.length(2);
  });

  it('fits a telephone', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await ask('Hello');
    await saysAtLeast(100);
    await screenshot('telephone');
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).to.equal(390);
  });
});
