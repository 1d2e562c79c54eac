import { expect } from 'chai';
import { from } from 'rxjs';
import { untilDone, type UntilDoneOptions } from '../../../lib/operators/framing/untilDone.js';
import { syncOutcome } from '../syncOutcome.js';

const read = (data: readonly string[], options?: UntilDoneOptions) =>
  syncOutcome(from(data.map((each) => ({ event: 'message', data: each }))).pipe(untilDone(options))).values.map(
    (frame) => frame.data,
  );
const passed = (...data: readonly string[]) => read(data);

describe('untilDone', () => {
  for (const sentinel of ['[DONE]', 'DONE', ' [DONE] ', '\t[DONE]\n'])
    it(`takes ${JSON.stringify(sentinel)} for the sentinel, and does not emit it`, () => {
      expect(passed('1', sentinel, '2')).to.deep.equal(['1']);
    });

  for (const sentinel of ['[DONE]', 'DONE', ' [DONE] ', '\t[DONE]\n'])
    it(`emits the sentinel ${JSON.stringify(sentinel)} as it came, inclusive`, () => {
      expect(read(['1', sentinel, '2'], { inclusive: true })).to.deep.equal(['1', sentinel]);
    });

  for (const data of ['"[DONE]"', '[done]', '[DONE', '[DONE][DONE]', '["DONE"]', 'NOT DONE', '', '[DONE]\n{"a":1}'])
    it(`takes ${JSON.stringify(data)} for data`, () => {
      expect(passed('1', data, '2')).to.deep.equal(['1', data, '2']);
    });

  it('takes the sentinel under any event name', () => {
    const frames = from([{ event: 'done', data: '[DONE]' }]).pipe(untilDone());
    expect(syncOutcome(frames)).to.deep.equal({ values: [], end: 'complete' });
  });
});
