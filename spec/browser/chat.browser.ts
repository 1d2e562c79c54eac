import axe from 'axe-core';
import { expect } from 'chai';
import { useChat } from './chatPage.js';
import { describeInChromium } from './chromium.js';
import { watchFrames } from './frames.js';

declare global {
  interface Window {
    readonly axe: typeof axe;
  }
}

describeInChromium('examples/chat in Chromium', (using) => {
  const on = useChat(using);
  const violations = async (): Promise<unknown> => {
    await on.chat.page.evaluate(axe.source);
    const found = await on.chat.page.evaluate(() => window.axe.run());
    return found.violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
  };

  it('shows the text while it streams, and no request leaves its own origin', async () => {
    const { chat, servers } = on;
    const origins = new Set<string>();
    chat.page.on('request', (request) => origins.add(new URL(request.url()).origin));
    await chat.send('Hello');
    await chat.isAt('streaming');
    await chat.showsAtLeast(200);
    await chat.screenshot('streaming');
    await chat.isAt('idle');
    expect(await chat.answer().textContent()).to.match(/^No model is behind this page.*ask again\.$/s);
    expect(await chat.page.getByRole('meter', { name: 'Five hours' }).getAttribute('aria-valuenow')).to.equal('8');
    expect(await chat.page.locator('#plot-line').getAttribute('d')).to.match(/^M0,.* L4,/);
    expect([...origins]).to.deep.equal([new URL(servers.url).origin]);
    expect(chat.pageErrors).to.deep.equal([]);
    await chat.screenshot('answered');
  });

  it('continues a conversation, and sends all of it', async () => {
    const { chat, servers } = on;
    await chat.send('one');
    await chat.isAt('streaming');
    await chat.isAt('idle');
    await chat.send('two');
    await chat.isAt('streaming');
    expect(servers.provider.requests[1]?.body).to.have.property('input').that.has.length(3);
    expect(await chat.page.locator('.turn').count()).to.equal(4);
  });

  it('closes the connection to the provider at Stop', async () => {
    const { chat, servers } = on;
    await chat.send('Hello');
    await chat.showsAtLeast(20);
    await chat.button('Stop').click();
    await servers.provider.closed(0); // the time of grace of the relay would be longer than this test
    await chat.page.locator('#chat-requests [data-outcome=cancelled]').waitFor();
    await chat.isAt('idle');
    expect(await chat.answer().getAttribute('data-status')).to.equal('stopped');
    await chat.screenshot('stopped');
  });

  it('is used by keyboard alone: Enter sends, Escape stops', async () => {
    const { chat, servers } = on;
    await chat.page.getByLabel('Your message').fill('First line');
    await chat.page.keyboard.press('Shift+Enter');
    await chat.page.keyboard.type('Hello');
    await chat.page.keyboard.press('Enter');
    await chat.showsAtLeast(20);
    await chat.page.keyboard.press('Escape');
    await servers.provider.closed(0);
    expect(await chat.page.locator('.turn[data-role=user] .text').textContent()).to.equal('First line\nHello');
  });

  it('lets a fault be chosen by keyboard, and sends from there', async () => {
    const { chat } = on;
    await chat.page.getByRole('radio', { name: 'Nothing' }).focus();
    for (const key of ['ArrowDown', 'Enter']) await chat.page.keyboard.press(key);
    await chat.isAt('retrying in 3 s');
    expect(await chat.page.locator('.turn[data-role=user] .text').textContent()).to.equal('What is this page made of?');
  });

  for (const colorScheme of ['light', 'dark'] as const)
    for (const [width, height] of [
      [1280, 800],
      [390, 844],
    ] as const)
      it(`has nothing that axe finds inaccessible, in ${colorScheme} colours at ${width} × ${height}`, async () => {
        const { chat } = on;
        await chat.page.setViewportSize({ width, height });
        await chat.page.emulateMedia({ colorScheme });
        await chat.choose({ kind: 'tool' });
        await chat.send('Book a table');
        await chat.isAt('waiting for you');
        expect(await violations()).to.deep.equal([]);
        await chat.choose({ fault: 'A sign-in page', kind: 'short' });
        await chat.page.getByLabel('Every retry meets it').check();
        await chat.page.locator('#typed').pressSequentially('ob');
        await chat.send('Hello');
        await chat.failure();
        expect(await violations()).to.deep.equal([]);
      });

  it('leaves exactly one request open while one types ahead', async () => {
    const { chat, servers } = on;
    const text = 'observable';
    await chat.page.locator('#typed').pressSequentially(text, { delay: 60 });
    await chat.page.waitForFunction(() => (document.querySelector('#suggestion')?.textContent ?? '').length > 20);
    const { requests } = servers.provider;
    expect(requests).to.have.length(text.length);
    await chat.page.waitForFunction(() => document.querySelector('#ahead-open')?.textContent === '1');
    expect(requests.at(-1)?.clientClosedAt).to.equal(undefined);
    expect(await chat.page.locator('#ahead-requests [data-outcome=cancelled]').count()).to.equal(text.length - 1);
    expect(chat.pageErrors).to.deep.equal([]);
    await chat.screenshot('type-ahead');
  });

  it('keeps its frames under 50 ms at p95 while an answer of 20 000 deltas comes', async () => {
    const { chat } = on;
    await chat.choose({ kind: 'huge' });
    const frames = await watchFrames(chat.page);
    await chat.send('Hello');
    await chat.isAt('streaming');
    await chat.isAt('idle');
    const { p50, p95, worst, count } = await frames.stop();
    console.log(`      20 000 deltas, ${count} frames: p50 ${p50} ms, p95 ${p95} ms, worst ${worst} ms`);
    expect((await chat.answer().locator('p').allTextContents()).join(' ').split(/\s+/)).to.have.length(20_000);
    expect(count, 'frames').to.be.above(60);
    expect(p95, 'p95 of the frames, in ms').to.be.at.most(50);
  });

  it('draws Markdown while it comes, and nothing that a model could do harm with', async () => {
    const { chat } = on;
    await chat.send('Hello');
    await chat.isAt('streaming');
    await chat.isAt('idle');
    const answer = chat.answer();
    expect(await answer.locator('strong').textContent()).to.equal('RxJS observable');
    expect(await answer.locator('pre code').textContent()).to.contain('coalesce()');
    expect(await answer.locator('li').count()).to.equal(2);
    expect(await answer.locator('img').count()).to.equal(0);
    expect(await answer.locator('li').last().textContent()).to.contain('<img src=x onerror=');
    expect(await chat.page.title()).not.to.equal('broken');
  });

  for (const [width, height] of [
    [1280, 800],
    [390, 844],
  ] as const)
    it(`keeps Send and Stop in sight while a long answer comes, at ${width} × ${height}`, async () => {
      const { chat } = on;
      await chat.page.setViewportSize({ width, height });
      await chat.choose({ kind: 'long' });
      await chat.send('Hello');
      await chat.showsAtLeast(2_000);
      for (const name of ['Send', 'Stop']) {
        const box = await chat.button(name).boundingBox();
        const top = await chat.page.evaluate(() => window.scrollY);
        expect((box?.y ?? height) + (box?.height ?? 0), name).to.be.at.most(height - top);
      }
      await chat.screenshot(`long-${width}`);
    });

  it('fits a telephone', async () => {
    const { chat } = on;
    await chat.page.setViewportSize({ width: 390, height: 844 });
    await chat.send('Hello');
    await chat.showsAtLeast(100);
    await chat.screenshot('telephone');
    expect(await chat.page.evaluate(() => document.documentElement.scrollWidth)).to.equal(390);
  });
});
