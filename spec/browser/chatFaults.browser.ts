import { expect } from 'chai';
import { useChat } from './chatPage.js';
import { describeInChromium } from './chromium.js';

const WHOLE = /^No model is behind this page[^]*ask again\.$/;

describeInChromium('examples/chat in Chromium, when the provider fails', (using) => {
  const on = useChat(using);
  const attempts = () => on.servers.provider.requests.length;

  it('counts down to the retry that a 429 requests, and then shows the answer', async () => {
    const { chat } = on;
    await chat.choose({ fault: '429' });
    await chat.send('Hello');
    await chat.isAt('retrying in 3 s');
    await chat.screenshot('retrying');
    await chat.isAt('retrying in 2 s');
    await chat.isAt('retrying in 1 s');
    await chat.isAt('streaming');
    expect(attempts()).to.equal(2);
  });

  for (const [fault, sentence] of [
    ['The connection drops', 'The connection was lost in the middle of the answer.'],
    ['It stalls', 'The provider has been silent for too long.'],
  ] as const)
    it(`takes the text back, and shows the whole answer: ${fault}`, async () => {
      const { chat, servers } = on;
      await chat.choose({ fault });
      await chat.send('Hello');
      await chat.isAt('streaming');
      await chat.isAt(/retrying in \d s/);
      expect(await chat.page.locator('#live-detail').textContent()).to.equal(sentence);
      if (fault === 'It stalls') await servers.provider.closed(0);
      await chat.isAt('idle');
      expect(await chat.answer().textContent()).to.match(WHOLE);
      expect((await chat.answer().textContent())?.match(/No model/g)).to.have.length(1);
      expect(attempts()).to.equal(2);
    });

  it('shows the whole answer around a frame that is not JSON', async () => {
    const { chat } = on;
    await chat.choose({ fault: 'A garbage frame' });
    await chat.send('Hello');
    await chat.isAt('streaming');
    await chat.isAt('idle');
    expect(await chat.answer().textContent()).to.match(WHOLE);
    expect(attempts()).to.equal(1);
  });

  const FAILURES: readonly (readonly [string, string, string])[] = [
    [
      '429',
      'The provider has received too many requests (status 429).',
      'The service is busy. Please try again in 3 seconds.',
    ],
    [
      'The connection drops',
      'The connection was lost in the middle of the answer.',
      'Press Retry to request the answer again.',
    ],
    ['It stalls', 'The provider has been silent for too long.', 'Press Retry to request the answer again.'],
    [
      'A sign-in page',
      'Something else than the provider has answered, such as the sign-in page of a network.',
      'Check the network of the server, then press Retry.',
    ],
  ];
  for (const [fault, sentence, advice] of FAILURES)
    it(`shows what happened and what to do when all attempts have failed: ${fault}`, async () => {
      const { chat } = on;
      await chat.choose({ fault });
      await chat.page.getByLabel('Every retry meets it').check();
      await chat.send('Hello');
      expect(await chat.failure()).to.deep.equal([sentence, advice]);
      expect(await chat.page.locator('#live-detail').textContent()).to.equal(sentence);
      expect(attempts()).to.equal(3);
      await chat.screenshot('failed');
      await chat.choose({ fault: 'Nothing' });
      await chat.button('Retry').click();
      await chat.isAt('streaming');
      expect(await chat.page.locator('.failure').count()).to.equal(0);
    });

  it('sends a second request if the first is slow, and closes the connection of the slower one', async () => {
    const { chat, servers } = on;
    await chat.choose({ fault: 'It is slow' });
    await chat.page.getByLabel('Send a second request if it is slow').check();
    await chat.page.getByLabel('Draw it at an even pace').check();
    await chat.send('Hello');
    await chat.isAt('streaming');
    await servers.provider.closed(0);
    await chat.page.locator('#chat-requests [data-outcome=cancelled]').waitFor();
    await chat.showsAtLeast(20);
    const closed = servers.provider.requests.map(({ clientClosedAt }) => clientClosedAt !== undefined);
    expect(closed).to.deep.equal([true, false]);
  });

  it('can be stopped before a slow answer begins', async () => {
    const { chat, servers } = on;
    await chat.choose({ fault: 'It is slow' });
    await chat.send('Hello');
    await chat.isAt('connecting');
    await chat.page.locator('#chat-requests [data-outcome=open]').waitFor();
    await chat.button('Stop').click();
    await chat.isAt('idle');
    await servers.provider.closed(0);
  });
});
