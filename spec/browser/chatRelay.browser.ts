import { expect } from 'chai';
import { useChat, type ChatPage } from './chatPage.js';
import { describeInChromium } from './chromium.js';

const WHOLE = /^No model is behind this page[^]*ask again\.$/;
const BOOKED = 'Chez Marble expects the two of you at 19:30. Is there anything else?';
const NOT_BOOKED = 'I have booked nothing. Shall I look for another time, or for another place?';

describeInChromium('examples/chat in Chromium, over its relay', (using) => {
  const on = useChat(using);
  const requests = () => on.servers.provider.requests;
  const userTexts = (chat: ChatPage) => chat.page.locator('.turn[data-role=user] .text').allTextContents();
  const card = (chat: ChatPage, state: string) => chat.page.locator(`.call[data-state=${state}]`);
  /** A second tab with the session of the first one, as `Duplicate` in the menu of a browser opens it. */
  const duplicate = async (chat: ChatPage): Promise<ChatPage> => {
    const session = await chat.page.evaluate(() => sessionStorage.getItem('codex-rx.chat') ?? '');
    const second = await on.open();
    await second.page.evaluate((text) => sessionStorage.setItem('codex-rx.chat', text), session);
    await second.page.reload();
    return second;
  };

  it('continues after a reload, without loss and without repetition', async () => {
    const { chat } = on;
    await chat.send('Hello');
    await chat.showsAtLeast(200);
    await chat.page.reload();
    await chat.showsAtLeast(100);
    await chat.isAt('streaming');
    await chat.isAt('idle');
    expect(await userTexts(chat)).to.deep.equal(['Hello']);
    expect(await chat.answer().textContent()).to.match(WHOLE);
    expect((await chat.answer().textContent())?.match(/No model/g)).to.have.length(1);
    expect(requests()).to.have.length(1);
    await chat.page.reload();
    await chat.isAt('idle');
    expect(await chat.answer().textContent()).to.match(WHOLE);
    expect(requests()).to.have.length(1);
  });

  it('continues while the server waits for a retry', async () => {
    const { chat } = on;
    await chat.choose({ fault: '429' });
    await chat.send('Hello');
    await chat.isAt('retrying in 3 s');
    await chat.page.reload();
    await chat.isAt('streaming');
    await chat.isAt('idle');
    expect(await chat.answer().textContent()).to.match(WHOLE);
    expect(requests()).to.have.length(2);
  });

  it('shares an answer with a second tab, which continues when the first one is closed', async () => {
    const { chat } = on;
    await chat.send('Hello');
    await chat.showsAtLeast(60);
    const second = await duplicate(chat);
    await second.showsAtLeast(100);
    await chat.page.close();
    await second.isAt('idle');
    expect(await second.answer().textContent()).to.match(WHOLE);
    expect(requests()).to.have.length(1);
  });

  it('lets the other tab read on when one of two presses Stop', async () => {
    const { chat } = on;
    await chat.send('Hello');
    await chat.showsAtLeast(60);
    const second = await duplicate(chat);
    await second.isAt('streaming');
    await second.button('Stop').click();
    await second.isAt('idle');
    await chat.isAt('idle');
    expect(await chat.answer().textContent()).to.match(WHOLE);
  });

  it('explains that the server was restarted, and requests the answer anew with Retry', async () => {
    const { chat, servers } = on;
    await chat.send('Hello');
    await chat.showsAtLeast(100);
    const restart = await servers.killSite();
    await servers.provider.closed(0);
    await chat.isAt(/^retrying in \d s$/); // the page tries to reach the server
    await restart();
    expect(await chat.failure()).to.deep.equal([
      'The server of this page does not know this answer any longer, or the provider does not know the model.',
      'Press Retry to request the answer again.',
    ]);
    await chat.screenshot('restarted');
    await chat.button('Retry').click();
    await chat.isAt('streaming');
    await chat.isAt('idle');
    expect(await chat.answer().textContent()).to.match(WHOLE);
    expect(requests()).to.have.length(2);
  });

  it('explains that the provider is gone', async () => {
    const { chat, servers } = on;
    await chat.send('Hello');
    await chat.showsAtLeast(60);
    await servers.provider.close();
    expect(await chat.failure()).to.deep.equal([
      'The server cannot be reached.',
      'Check that it runs, then press Retry.',
    ]);
  });

  it('runs a tool that was approved, and not before', async () => {
    const { chat } = on;
    await chat.choose({ kind: 'tool' });
    await chat.send('Book a table');
    await chat.isAt('waiting for you');
    expect(await card(chat, 'waiting').locator('dd').allTextContents()).to.deep.equal(['Chez Marble', '19:30', '2']);
    expect(await card(chat, 'ok').locator('.output').textContent()).to.contain('is open from 18:00');
    expect(requests()).to.have.length(1);
    await chat.screenshot('approval');
    await chat.button('Approve').click();
    await chat.answer().getByText(BOOKED).waitFor();
    await chat.isAt('idle');
    expect(await card(chat, 'ok').locator('.output').allTextContents()).to.deep.equal([
      'Chez Marble is open from 18:00 to 23:00',
      'booked: a table for 2 at Chez Marble, 19:30',
    ]);
    await chat.screenshot('approved');
  });

  it('reports a refusal to the model, by keyboard', async () => {
    const { chat } = on;
    await chat.choose({ kind: 'tool' });
    await chat.send('Book a table');
    await chat.isAt('waiting for you');
    await chat.button('Refuse').focus();
    await chat.page.keyboard.press('Enter');
    await chat.answer().getByText(NOT_BOOKED).waitFor();
    await card(chat, 'refused').waitFor();
    expect(JSON.stringify(requests()[1]?.body))
      .to.contain('function_call_output')
      .and.not.to.contain('booked: a table');
    await chat.screenshot('refused');
  });

  it('waits for the approval after a reload, and continues from there', async () => {
    const { chat } = on;
    await chat.choose({ kind: 'tool' });
    await chat.send('Book a table');
    await chat.isAt('waiting for you');
    await chat.page.reload();
    await chat.isAt('waiting for you');
    await chat.button('Approve').click();
    await chat.showsAtLeast(10);
    await chat.page.reload();
    await chat.answer().getByText(BOOKED).waitFor();
    await chat.isAt('idle');
    expect(requests()).to.have.length(2);
    expect(await userTexts(chat)).to.deep.equal(['Book a table']);
  });

  it('runs a tool once when two tabs approve it', async () => {
    const { chat } = on;
    await chat.choose({ kind: 'tool' });
    await chat.send('Book a table');
    await chat.isAt('waiting for you');
    const second = await duplicate(chat);
    await second.isAt('waiting for you');
    await chat.button('Approve').click();
    await chat.answer().getByText(BOOKED).waitFor();
    await second.button('Approve').click();
    await second.failure();
    expect(requests()).to.have.length(2);
  });

  it('gives up a call that waits when Stop is pressed', async () => {
    const { chat } = on;
    await chat.choose({ kind: 'tool' });
    await chat.send('Book a table');
    await chat.isAt('waiting for you');
    await chat.button('Stop').click();
    await chat.isAt('idle');
    expect(await chat.button('Approve').count()).to.equal(0);
    await chat.choose({ kind: 'short' });
    await chat.send('Hello');
    await chat.isAt('streaming');
    expect(JSON.stringify(requests()[1]?.body)).not.to.contain('book_table","arguments');
  });

  it('sends another text for a message, and keeps the version before it, also after a reload', async () => {
    const { chat } = on;
    await chat.send('one');
    await chat.isAt('streaming');
    await chat.isAt('idle');
    await chat.button('Edit').click();
    await chat.page.getByLabel('Your message').fill('two');
    await chat.button('Send again').click();
    await chat.isAt('streaming');
    await chat.isAt('idle');
    expect(await userTexts(chat)).to.deep.equal(['two']);
    expect(requests()[1]?.body).to.have.property('input').that.has.length(1);
    const version = (text: string) => chat.page.locator('#version').filter({ hasText: text }).waitFor();
    await version('Version 2 of 2');
    await chat.screenshot('versions');
    await chat.page.reload();
    await version('Version 2 of 2');
    await chat.button('Earlier version').click();
    await version('Version 1 of 2');
    expect(await userTexts(chat)).to.deep.equal(['one']);
    await chat.button('Later version').click();
    await version('Version 2 of 2');
    expect(await userTexts(chat)).to.deep.equal(['two']);
    expect(requests()).to.have.length(2);
  });
});
