import { expect } from 'chai';
import { textAnswer, type Fault } from '../../../lib/server/index.js';
import { socketAnswer } from '../../../lib/server/websocket/socketAnswer.js';

const { frames } = textAnswer('Hi', { id: 'resp_a' });
const read = (fault?: Fault) => {
  const { messages, ...rest } = socketAnswer(frames, fault);
  return { ...rest, last: messages.at(-1), texts: messages.map(({ text }) => text) };
};
const lastFrame = (fault: Fault): unknown => JSON.parse(read(fault).last?.text ?? '');
const written = frames.map((frame) => JSON.stringify(frame));

describe('server/socketAnswer', () => {
  it('writes each frame as one message, and marks what the pace counts', () => {
    const { messages, ending, finished } = socketAnswer(frames, undefined);
    expect(messages.map(({ text }) => text)).to.deep.equal(written);
    expect(messages.filter(({ isToken }) => isToken)).to.have.length(1);
    expect({ ending, finished }).to.deep.equal({ ending: { type: 'done' }, finished: ['resp_a'] });
  });

  const endings: readonly (readonly [fault: Fault, sent: number, ending: object])[] = [
    [{ type: 'reset_before_head' }, 0, { type: 'reset' }],
    [{ type: 'stall_before_head' }, 0, { type: 'stall' }],
    [{ type: 'reset_mid_body', after: 3 }, 3, { type: 'reset' }],
    [{ type: 'stall_mid_body', after: -1 }, frames.length - 1, { type: 'stall' }],
    [{ type: 'truncate', after: 0 }, 0, { type: 'hang_up' }],
    [{ type: 'ws_close', after: 2, code: 1011 }, 2, { type: 'close', code: 1011, reason: '' }],
    [{ type: 'ws_close', after: 2, code: 1000, reason: 'bye' }, 2, { type: 'close', code: 1000, reason: 'bye' }],
  ];
  for (const [fault, sent, ending] of endings) {
    it(`sends ${sent} frames, then ends as ${JSON.stringify(fault)} says`, () => {
      expect(read(fault)).to.deep.include({ texts: written.slice(0, sent), ending, finished: [] });
    });
  }

  const errors: readonly (readonly [what: string, fault: Fault, frame: object])[] = [
    [
      'a status with an error of the usual shape',
      { type: 'status', status: 503, headers: { 'retry-after': '2' } },
      {
        type: 'error',
        status: 503,
        headers: { 'retry-after': '2' },
        error: { message: 'Scripted status 503.', type: 'scripted', code: null, param: null },
      },
    ],
    [
      'a status with the body that it is told',
      { type: 'status', status: 422, body: { detail: 'no', type: 'mine' } },
      { detail: 'no', type: 'error', status: 422 },
    ],
    [
      'a status with a text',
      { type: 'status', status: 502, body: 'busy' },
      { type: 'error', status: 502, error: { message: 'busy', type: 'scripted', code: null } },
    ],
    [
      'an error without a status',
      { type: 'error_event', after: 0, error: { code: 'slow_down', message: 'Oh' } },
      { type: 'error', error: { code: 'slow_down', message: 'Oh' } },
    ],
    [
      'an error with a status',
      { type: 'ws_error', after: 1, status: 429, error: { type: 'usage_limit_reached' }, headers: { 'x-a': 7 } },
      { type: 'error', status: 429, error: { type: 'usage_limit_reached' }, headers: { 'x-a': 7 } },
    ],
  ];
  for (const [what, fault, frame] of errors) {
    it(`ends the answer with ${what}`, () => {
      expect(lastFrame(fault)).to.deep.equal(frame);
      expect(read(fault)).to.deep.include({ ending: { type: 'done' }, finished: [] });
    });
  }

  it('says that the connection has lived too long', () => {
    const frame = lastFrame({ type: 'ws_connection_limit', after: 0 });
    expect(frame).to.deep.include({ type: 'error', status: 400 });
    expect(frame).to.have.nested.property('error.code', 'websocket_connection_limit_reached');
  });

  it('finishes a response that is incomplete, and none that failed', () => {
    expect(read({ type: 'incomplete', after: 2, reason: 'length' }).finished).to.deep.equal(['resp_a']);
    const error = { code: 'server_error', message: 'Oh' };
    expect(read({ type: 'response_failed', after: 2, error }).finished).to.deep.equal([]);
  });

  it('puts a binary message among the others', () => {
    const { messages } = socketAnswer(frames, { type: 'ws_binary', after: 2 });
    expect(messages.map(({ isBinary }) => isBinary).indexOf(true)).to.equal(2);
    expect(messages.filter(({ isBinary }) => !isBinary).map(({ text }) => text)).to.deep.equal(written);
  });

  it('says how often to ping', () => {
    expect(read({ type: 'ws_ping', every: 50 })).to.deep.include({ texts: written, pingEvery: 50 });
  });
});
