import { expect } from 'chai';
import { frameSequence } from '../../lib/decode/frameSequence.js';
import type { StreamCursor } from '../../lib/protocol/StreamCursor.js';
import { created, textDelta } from '../../lib/testing/wire.js';

const numbered = (sequence_number: unknown, frame = textDelta('t')) => ({ ...frame, sequence_number });
const first = numbered(0, created());

/** Which frames pass, and where the stream stands after them. */
const follow = (frames: readonly unknown[], start?: StreamCursor) => {
  const sequence = frameSequence(start);
  const passed = frames.filter((frame) => sequence.take(frame));
  return { passed, cursor: sequence.cursor, hasEnded: sequence.hasEnded };
};

describe('frameSequence', () => {
  it('knows the response and the last number', () => {
    expect(follow([first, numbered(1)]).cursor).to.deep.equal({ response_id: 'resp_1', sequence_number: 1 });
  });

  it('takes the id from the first frame that has it: a background response begins with response.queued', () => {
    const queued = { type: 'response.queued', response: { id: 'resp_q' }, sequence_number: 0 };
    expect(follow([queued, numbered(1, created('resp_other'))]).cursor?.response_id).to.equal('resp_q');
  });

  it('has no cursor while the id is unknown, or empty', () => {
    expect(follow([numbered(0)]).cursor).to.equal(undefined);
    expect(follow([numbered(0, created(''))]).cursor).to.equal(undefined);
  });

  it('drops repeats behind a cursor, and no new frame, whatever its distance', () => {
    const frames = [numbered(3), numbered(4), numbered(9), numbered(9), numbered(8), numbered(10)];
    expect(follow(frames, { response_id: 'resp_1', sequence_number: 3 })).to.deep.equal({
      passed: [numbered(4), numbered(9), numbered(10)],
      cursor: { response_id: 'resp_1', sequence_number: 10 },
      hasEnded: false,
    });
  });

  it('resumes from where it began while nothing was received, also at the very beginning', () => {
    const somewhere = { response_id: 'resp_1', sequence_number: 3 };
    expect(follow([], somewhere).cursor).to.deep.equal(somewhere);
    expect(follow([], { response_id: 'resp_1' }).cursor).to.deep.equal({
      response_id: 'resp_1',
      sequence_number: undefined,
    });
  });

  for (const [numbers, what] of [
    [[0, 0, 0], 'number every frame alike'],
    [[0, 2, 1], 'count backwards'],
    [[undefined, undefined, undefined], 'count nothing'],
    [['0', '1', '2'], 'count in texts'],
  ] as const)
    it(`lets all frames pass of a server that would ${what}, and has no cursor`, () => {
      const frames = numbers.map((number) => numbered(number, created()));
      const { passed, cursor } = follow(frames);
      expect(passed).to.deep.equal(frames);
      expect(cursor).to.equal(undefined);
    });

  it('lets frames without a number pass, and what is no object', () => {
    const frames = [first, { type: 'keepalive' }, '[DONE]', null];
    const { passed, cursor } = follow(frames);
    expect(passed).to.deep.equal(frames);
    expect(cursor?.sequence_number).to.equal(0);
  });

  for (const type of ['completed', 'done', 'incomplete', 'failed', 'cancelled'])
    it(`sees the end in response.${type}`, () => {
      expect(follow([first]).hasEnded).to.equal(false);
      expect(follow([first, numbered(1, { type: `response.${type}` })]).hasEnded).to.equal(true);
    });
});
