import { expect } from 'chai';
import { textAnswer } from '../../../lib/server/script/answers.js';
import { KeptResponses } from '../../../lib/server/endpoints/KeptResponses.js';

const responseOf = (id: string, text = 'Hi') => ({ frames: textAnswer(text, { id }).frames, input: text });

describe('KeptResponses', () => {
  it('finds a response by its id, the latest of those that share one', () => {
    const kept = new KeptResponses();
    kept.keep(responseOf('resp_1', 'old'));
    kept.keep(responseOf('resp_1', 'new'));
    expect(kept.find('resp_1')).to.deep.equal(responseOf('resp_1', 'new'));
    expect(kept.find('resp_2')).to.equal(undefined);
  });

  it('keeps nothing of what has no id', () => {
    const kept = new KeptResponses();
    kept.keep({ frames: [{ type: 'response.created', response: {} }], input: '' });
    expect(kept.find('undefined')).to.equal(undefined);
  });

  it('keeps 64, and forgets the one that was kept longest ago', () => {
    const kept = new KeptResponses();
    for (let place = 0; place < 64; place++) kept.keep(responseOf(`resp_${place}`));
    kept.keep(responseOf('resp_0')); // anew
    kept.keep(responseOf('resp_64'));
    expect(kept.find('resp_0')).not.to.equal(undefined);
    expect(kept.find('resp_1')).to.equal(undefined);
    expect(kept.find('resp_2')).not.to.equal(undefined);
    expect(kept.find('resp_64')).not.to.equal(undefined);
  });
});
