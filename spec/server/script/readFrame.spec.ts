import { expect } from 'chai';
import { finishedIds, isTokenFrame, TORN_FRAME } from '../../../lib/server/script/readFrame.js';

describe('server/readFrame', () => {
  it('takes every delta for a token, and nothing else', () => {
    const types = ['response.output_text.delta', 'response.function_call_arguments.delta', 'response.created', 7];
    expect(types.map((type) => isTokenFrame({ type }))).to.deep.equal([true, true, false, false]);
  });

  it('reads the ids of what was finished', () => {
    const response = (type: string, id: unknown) => ({ type, response: { id } });
    const frames = [
      response('response.created', 'resp_a'),
      response('response.completed', 'resp_b'),
      response('response.done', 'resp_c'),
      response('response.incomplete', 'resp_d'),
      response('response.failed', 'resp_e'),
      response('response.completed', 7),
      response('response.completed', ''),
      { type: 'response.completed' },
    ];
    expect(finishedIds(frames)).to.deep.equal(['resp_b', 'resp_c', 'resp_d']);
  });

  it('has a frame that is not JSON', () => {
    expect(() => void JSON.parse(TORN_FRAME)).to.throw(SyntaxError);
  });
});
