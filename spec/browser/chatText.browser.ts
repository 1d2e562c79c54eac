import axe from 'axe-core';
import { expect } from 'chai';
import { useChat } from './chatPage.js';
import { describeInChromium } from './chromium.js';

const said = (role: 'user' | 'assistant', text: string) => ({
  type: 'message',
  role,
  content: [{ type: role === 'user' ? 'input_text' : 'output_text', text }],
});
const WIDE = 'word '.repeat(12);
const TABLE = `| ${WIDE} | b | c | d | e |\n| --- | --- | --- | --- | --- |\n| ${'x'.repeat(40)} | 2 | 3 | 4 | 5 |`;
const CODE = '```js\n' + `const answer$ = ${'operator().'.repeat(30)}end();` + '\n```';
const RTL = 'المرصد هو **تدفق من القيم** يصل مع الوقت.';

describeInChromium('examples/chat in Chromium, with texts that are hard to draw', (using) => {
  const on = useChat(using);
  /** Shows a conversation, as a reload does. */
  const show = async (history: readonly object[]): Promise<void> => {
    const { page } = on.chat;
    const session = JSON.stringify({ history, answers: [], branches: { shown: 0, versions: [history] } });
    await page.evaluate((text) => sessionStorage.setItem('codex-rx.chat', text), session);
    await page.reload();
    await page.locator('.turn').last().waitFor();
  };
  const violations = async (): Promise<readonly string[]> => {
    await on.chat.page.evaluate(axe.source);
    const found = await on.chat.page.evaluate(() => window.axe.run());
    return found.violations.map(({ id }) => id);
  };
  const isSideways = () => on.chat.page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);

  const texts: readonly (readonly [string, readonly object[]])[] = [
    ['a wide table', [said('user', 'A table'), said('assistant', TABLE)]],
    ['long lines of code', [said('user', 'Code'), said('assistant', CODE)]],
    ['text from the right', [said('user', 'ما هو المرصد؟'), said('assistant', `${RTL}\n\n- ${RTL}\n\n> ${RTL}`)]],
    ['words without an end', [said('user', 'x'.repeat(400)), said('assistant', 'y'.repeat(400))]],
    [
      '200 messages',
      Array.from({ length: 200 }, (_, index) => said(index % 2 === 0 ? 'user' : 'assistant', `Message ${index}`)),
    ],
  ];
  for (const [title, history] of texts)
    it(`shows ${title} within the page, and Send and Stop in sight, on a telephone and a screen`, async () => {
      const { page, pageErrors } = on.chat;
      await show(history);
      for (const [width, height, colorScheme] of [
        [390, 844, 'light'],
        [390, 844, 'dark'],
        [1280, 800, 'light'],
        [1280, 800, 'dark'],
      ] as const) {
        await page.setViewportSize({ width, height });
        await page.emulateMedia({ colorScheme });
        expect(await isSideways(), `${width} sideways`).to.equal(false);
        for (const name of ['Send', 'Stop']) {
          const box = await on.chat.button(name).boundingBox();
          expect((box?.y ?? height) + (box?.height ?? 0), `${name} at ${width}`).to.be.at.most(height);
        }
        expect(await violations(), `axe at ${width}, ${colorScheme}`).to.deep.equal([]);
      }
      expect(pageErrors).to.deep.equal([]);
    });

  it('lets a wide table be scrolled by keyboard, and not the page', async () => {
    const { page } = on.chat;
    await page.setViewportSize({ width: 390, height: 844 });
    await show([said('user', 'A table'), said('assistant', TABLE)]);
    const block = page.locator('.block', { has: page.locator('table') });
    await block.focus();
    await page.keyboard.press('ArrowRight');
    await page.waitForFunction(() => [...document.querySelectorAll('.block')].some(({ scrollLeft }) => scrollLeft > 0));
    expect(await page.evaluate(() => window.scrollX)).to.equal(0);
  });

  it('writes Arabic from the right, and English beside it from the left', async () => {
    await show([said('user', 'ما هو المرصد؟'), said('assistant', `${RTL}\n\nIn English.`)]);
    const directions = await on.chat.page
      .locator('.block')
      .evaluateAll((blocks) => blocks.map((block) => getComputedStyle(block).direction));
    expect(directions).to.deep.equal(['rtl', 'rtl', 'ltr']);
  });
});
