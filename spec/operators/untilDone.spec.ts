import { expect } from 'chai';
import { from } from 'rxjs';
import { untilDone } from '../../lib/operators/untilDone.js';
import { syncOutcome } from './syncOutcome.js';

const passed = (...data: readonly string[]) =>
  syncOutcome(from(data.map((each) => ({ event: 'message', data: each }))).pipe(untilDone())).values.map((f) => f.data);

describe('untilDone', () => {
  for (const sentinel of ['[DONE]', 'DONE', ' [DONE] ', '\t[DONE]\n'])
    it(`takes ${JSON.stringify(sentinel)} for the sentinel, and does not emit it`, () => {
      expect(passed('1', sentinel, '2')).to.deep.equal(['1']);
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
