import { expect } from 'chai';
import { isJsonObject } from '../../../lib/protocol/codec/json.js';
import { DONE } from '../../../lib/protocol/SseFrame.js';
import { playChatFault, type ChatFrame, type FaultyChat } from '../../../lib/server/endpoints/chatFaults.js';
import { textAnswer, type BodyFault } from '../../../lib/server/index.js';
import { ask, dataOf, useServers } from '../rawClient.js';
import { within } from '../../support/within.js';

const { frames: ofResponses, chunks = [] } = textAnswer('Hello there');
const answer = { frames: ofResponses, chunks };
const [opening = {}, hello = {}, there = {}, finish = {}, usage = {}] = chunks;
const withUsage: readonly ChatFrame[] = [...chunks, DONE];
const withoutUsage: readonly ChatFrame[] = [opening, hello, there, finish, DONE];
const errorChunk = { error: { message: 'Oh', type: 'server_error', code: 'server_error' } };
const error = { code: 'server_error', message: 'Oh' };
const stopped = (reason: string) => ({
  ...opening,
  choices: [{ index: 0, delta: {}, logprobs: null, finish_reason: reason }],
});

describe('server/chatFaults', () => {
  const start = useServers();

  const faults: readonly (readonly [what: string, fault: BodyFault | undefined, expected: FaultyChat])[] = [
    ['plays all frames without a fault', undefined, { frames: withUsage, ending: 'end' }],
    [
      'resets after so many frames',
      { type: 'reset_mid_body', after: 2 },
      { frames: [opening, hello], ending: 'reset' },
    ],
    ['resets after the head', { type: 'reset_mid_body', after: 0 }, { frames: [], ending: 'reset' }],
    ['stalls after so many frames', { type: 'stall_mid_body', after: 2 }, { frames: [opening, hello], ending: 'open' }],
    ['counts the sentinel as the last frame', { type: 'truncate', after: -1 }, { frames: chunks, ending: 'end' }],
    [
      'truncates before usage and finish',
      { type: 'truncate', after: -3 },
      { frames: chunks.slice(0, 3), ending: 'end' },
    ],
    [
      'sends an error and stays open',
      { type: 'error_event', after: 2, error },
      { frames: [opening, hello, errorChunk], ending: 'open' },
    ],
    [
      'sends an error without a code',
      { type: 'error_event', after: 0, error: { message: 'Oh' } },
      { frames: [{ error: { message: 'Oh', type: 'server_error', code: null } }], ending: 'open' },
    ],
    [
      'fails with an error and the sentinel',
      { type: 'response_failed', after: 1, error },
      { frames: [opening, errorChunk, DONE], ending: 'end' },
    ],
    [
      'is incomplete for a reason, with usage',
      { type: 'incomplete', after: 2, reason: 'length' },
      { frames: [opening, hello, stopped('length'), usage, DONE], ending: 'end' },
    ],
    [
      'is incomplete at its end, in place of its own finish',
      { type: 'incomplete', after: -1, reason: 'content_filter' },
      { frames: [opening, hello, there, stopped('content_filter'), usage, DONE], ending: 'end' },
    ],
    [
      'is incomplete before it began',
      { type: 'incomplete', after: 0, reason: 'length' },
      { frames: [stopped('length'), usage, DONE], ending: 'end' },
    ],
    ['lingers after the sentinel', { type: 'linger' }, { frames: withUsage, ending: 'open' }],
  ];
  for (const [what, fault, expected] of faults) {
    it(what, () => expect(playChatFault(withUsage, fault)).to.deep.equal(expected));
  }

  it('is incomplete without usage where none was asked for', () => {
    const fault: BodyFault = { type: 'incomplete', after: 1, reason: 'length' };
    expect(playChatFault(withoutUsage, fault).frames).to.deep.equal([opening, stopped('length'), DONE]);
  });

  it('counts from the end without usage where none was asked for', () => {
    expect(playChatFault(withoutUsage, { type: 'truncate', after: -2 }).frames).to.deep.equal([opening, hello, there]);
  });

  it('puts a frame that is not JSON among the others', () => {
    const { frames, ending } = playChatFault(withUsage, { type: 'malformed_frame', after: 2 });
    expect(ending).to.equal('end');
    expect(frames.filter((_, index) => index !== 2)).to.deep.equal(withUsage);
    const torn = frames[2];
    expect(torn).to.be.a('string');
    expect(() => typeof torn === 'string' && void JSON.parse(torn)).to.throw(SyntaxError);
  });

  describe('on the wire', () => {
    const CHAT = { path: '/chat/completions' };
    const seen = (text: string) =>
      dataOf(text).map((data): unknown =>
        data.startsWith('{"id') || data.startsWith('{"error') ? JSON.parse(data) : data,
      );

    it('resets the connection', async () => {
      const server = await start({ script: { answer, fault: { type: 'reset_mid_body', after: 2 } } });
      const { status, text, error: code } = await ask(server, undefined, CHAT).seen;
      expect([status, code]).to.deep.equal([200, 'ECONNRESET']);
      expect(seen(text)).to.deep.equal([opening, hello]);
    });

    it('ends cleanly without the sentinel', async () => {
      const server = await start({ script: { answer, fault: { type: 'truncate', after: -1 } } });
      const { text, error: code } = await ask(server, undefined, CHAT).seen;
      expect(code).to.equal(undefined);
      expect(seen(text)).to.deep.equal([opening, hello, there, finish]);
    });

    const open: readonly (readonly [fault: BodyFault, marker: string, last: unknown])[] = [
      [{ type: 'stall_mid_body', after: 2 }, '"Hello"', hello],
      [{ type: 'error_event', after: 2, error }, '"Oh"', errorChunk],
      [{ type: 'linger' }, DONE, DONE],
    ];
    for (const [fault, marker, last] of open) {
      it(`leaves the connection open for ${fault.type}`, async () => {
        const server = await start({ script: { answer, fault } });
        const client = ask(server, undefined, CHAT);
        const text = await client.until(marker);
        client.hangUp();
        expect(await within('the close of the connection', server.closed(0))).to.be.a('number');
        expect(seen(text).at(-1)).to.deep.equal(last);
        expect(server.requests[0]?.completed).to.equal(false);
      });
    }

    const ended: readonly (readonly [fault: BodyFault, last: readonly unknown[]])[] = [
      [{ type: 'response_failed', after: 2, error }, [hello, errorChunk, DONE]],
      [{ type: 'incomplete', after: 2, reason: 'length' }, [hello, stopped('length'), DONE]],
    ];
    for (const [fault, last] of ended) {
      it(`ends with the sentinel for ${fault.type}`, async () => {
        const server = await start({ script: { answer, fault } });
        const { text, error: code } = await ask(server, undefined, CHAT).seen;
        expect(code).to.equal(undefined);
        expect(seen(text).slice(-3)).to.deep.equal(last);
      });
    }

    it('goes on after a malformed frame', async () => {
      const server = await start({ script: { answer, fault: { type: 'malformed_frame', after: -1 } } });
      const frames = seen((await ask(server, undefined, CHAT).seen).text);
      expect(frames.filter(isJsonObject)).to.deep.equal([opening, hello, there, finish]);
      expect(frames.slice(-2)).to.have.property('1', DONE);
      expect(frames).to.have.length(6);
    });
  });
});
