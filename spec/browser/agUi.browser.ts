import { expect } from 'chai';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { scriptFor } from '../../examples/ag-ui/script.js';
import { startSite, type Site } from '../../examples/ag-ui/startSite.js';
import { install } from '../../examples/install.js';
import type { Script } from '../../lib/server/script/Script.js';
import { textAnswer } from '../../lib/server/script/answers.js';
import { ScriptedServer } from '../../lib/server/ScriptedServer.js';
import { clientOf } from '../support/scripted.js';
import { CHROMIUM, describeInChromium } from './chromium.js';
import { ownErrors, pageErrorsOf } from './pageErrors.js';

const folder = fileURLToPath(new URL('../../examples/ag-ui/', import.meta.url));
const SAID = 'An old silent pond. A frog jumps into the pond.';
/** What @ag-ui/client logs of a run that fails, whatever a page does. */
const OF_THE_CLIENT = 'Agent execution failed: ';
const SLOW = `${SAID} ${'Silence again. '.repeat(30)}The end.`;

const TITLE = 'examples/ag-ui, a page of assistant-ui, in Chromium';

const declareTests = (): void =>
  describeInChromium(TITLE, (using) => {
    let scripts: Script[];
    let api: ScriptedServer;
    let site: Site;
    let page: Page;
    let pageErrors: readonly string[];

    beforeEach(async () => {
      scripts = [];
      api = await new ScriptedServer({ script: (request) => scripts.shift() ?? scriptFor(request) }).listen();
      site = await startSite(clientOf(api, { retry: { maxAttempts: 1 } }));
      page = await using.context.newPage();
      pageErrors = pageErrorsOf(page);
      await page.goto(site.url);
    });
    afterEach(async () => {
      await page.close();
      await site.close();
      await api.close();
      expect(ownErrors(pageErrors).filter((text) => !text.startsWith(OF_THE_CLIENT))).to.deep.equal([]);
    });

    const send = async (text: string): Promise<void> => {
      await page.getByLabel('Message').fill(text);
      await page.getByRole('button', { name: 'Send' }).click();
    };
    const isIdle = () => page.getByRole('button', { name: 'Send' }).waitFor();
    const answer = () => page.locator('[data-role=assistant]').last();
    const showsText = (text: string) => answer().filter({ hasText: text }).waitFor();
    const inputOf = (index: number) => JSON.stringify(api.requests[index]?.body);

    it('shows the text while it streams', async () => {
      scripts.push({ answer: textAnswer(SLOW), pace: { tokensPerSecond: 40 } });
      await send('Hello');
      await showsText('silent');
      expect(await answer().innerText()).not.to.contain('The end');
      await showsText('The end.');
      await isIdle();
    });

    it('sends the whole thread in the second turn', async () => {
      scripts.push({ answer: textAnswer(SAID) }, { answer: textAnswer('And again.') });
      await send('Hello');
      await showsText(SAID);
      await isIdle();
      await send('Go on');
      await showsText('And again.');
      for (const text of ['Hello', SAID, 'Go on']) expect(inputOf(1)).to.contain(text);
    });

    it('shows a tool call with its result, and the answer behind it', async () => {
      await send('The weather?');
      const call = page.getByRole('region', { name: 'Tool weather' });
      await call.getByText('Rain, 12 °C').waitFor();
      await showsText('It is done.');
      expect(await call.innerText()).to.contain('Kyoto');
    });

    for (const [button, output] of [
      ['Approve', 'sent'],
      ['Refuse', 'the user did not approve this call'],
    ] as const)
      it(`waits for an approval, and goes on after ${button}`, async () => {
        await send('Send a mail');
        const call = page.getByRole('region', { name: 'Tool send_mail' });
        await call.getByRole('button', { name: button }).waitFor();
        expect(api.requests).to.have.length(1);
        await call.getByRole('button', { name: button }).click();
        await showsText('It is done.');
        await call.getByText(output).waitFor();
        expect(inputOf(1)).to.contain(output);
        expect(await call.getByRole('button').count()).to.equal(0);
      });

    it('closes the connection to the provider at Stop, and keeps what was received', async () => {
      scripts.push({ answer: textAnswer(SAID), fault: { type: 'stall_mid_body', after: 8 } });
      await send('Hello');
      await showsText('silent');
      await page.getByRole('button', { name: 'Stop' }).click();
      await api.closed(0);
      await isIdle();
      await showsText('silent');
    });

    it('shows the error of a provider that is lost, beside the text so far', async () => {
      scripts.push({ answer: textAnswer(SAID), fault: { type: 'reset_mid_body', after: 8 } });
      await send('Hello');
      await page.getByRole('alert').waitFor();
      await showsText('silent');
      await isIdle();
    });

    it('shows an error if the run is cut off, beside the text so far', async () => {
      const other = await startSite(clientOf(api));
      await page.goto(other.url);
      scripts.push({ answer: textAnswer(SAID), fault: { type: 'stall_mid_body', after: 8 } });
      await send('Hello');
      await showsText('silent');
      await other.close(); // with all its connections
      await page.getByRole('alert').waitFor();
      await showsText('silent');
      await api.closed(0);
    });
  });

if (CHROMIUM === undefined || install(folder)) declareTests();
else console.warn(`skipped, as assistant-ui is not installed, and the npm registry cannot be reached: ${TITLE}`);
