import { expect } from 'chai';
import { frameMetadata } from '../../../lib/decode/responses/frameMetadata.js';
import { responsesDecoder } from '../../../lib/decode/responses/responsesDecoder.js';
import type { JsonObject } from '../../../lib/protocol/codec/json.js';
import type { ResponseEvent } from '../../../lib/protocol/ResponseEvent.js';
import { readFrames } from '../readFrames.js';

/** What each frame of one stream tells. */
const asidesOf = (...frames: readonly JsonObject[]): readonly (readonly ResponseEvent[])[] => {
  const metadataIn = frameMetadata();
  return frames.map((frame) => metadataIn(frame));
};

const model = (name: string) => ({ type: 'server_model', model: name });
const verifications = { type: 'model_verifications', verifications: ['trusted_access_for_cyber'] };
const answeredBy = (name: string) => ({ response: { headers: { 'openai-model': name } } });
const KNOWN = 'trusted_access_for_cyber';

describe('frameMetadata: the model that answers', () => {
  it('tells the model when it changes, and only then', () => {
    expect(asidesOf(...['a', 'a', 'b', 'b', 'a'].map(answeredBy))).to.deep.equal([
      [model('a')],
      [],
      [model('b')],
      [],
      [model('a')],
    ]);
  });

  it('takes silence for no change', () => {
    expect(asidesOf(answeredBy('a'), { delta: 'x' }, { response: {} }, answeredBy('a'))).to.deep.equal([
      [model('a')],
      [],
      [],
      [],
    ]);
  });

  it('compares the headers of the response with those of events', () => {
    expect(asidesOf(answeredBy('a'), { headers: { 'X-OpenAI-Model': 'a' } })).to.deep.equal([[model('a')], []]);
  });

  it('knows nothing of other streams', () => {
    expect(asidesOf(answeredBy('a'))).to.deep.equal(asidesOf(answeredBy('a')));
  });

  const silent: readonly JsonObject[] = [
    {},
    { headers: null, response: null },
    { headers: 'openai-model: a', response: 'a' },
    { headers: [['openai-model', 'a']] },
    { headers: { 'openai-model': null } },
    { headers: { 'openai-model': [1, null] } },
    { response: { model: 'a' }, model: 'a' },
  ];
  for (const frame of silent)
    it(`finds no model in ${JSON.stringify(frame)}`, () => {
      expect(asidesOf(frame)).to.deep.equal([[]]);
    });
});

describe('frameMetadata: recommended verifications', () => {
  const places: readonly (readonly [string, JsonObject])[] = [
    ['the frame', { openai_verification_recommendation: [KNOWN] }],
    ['the response', { response: { openai_verification_recommendation: [KNOWN] } }],
    ['the headers of the frame', { headers: { openai_verification_recommendation: KNOWN } }],
    ['a text', { openai_verification_recommendation: KNOWN }],
    ['a comma list', { openai_verification_recommendation: `tomorrow, ${KNOWN} ,${KNOWN}` }],
    ['a list that repeats them', { openai_verification_recommendation: [KNOWN, 7, ` ${KNOWN}`] }],
    [
      'the response where the frame has null',
      { openai_verification_recommendation: null, response: { openai_verification_recommendation: [KNOWN] } },
    ],
  ];
  for (const [what, frame] of places)
    it(`reads them from ${what}`, () => {
      expect(asidesOf(frame)).to.deep.equal([[verifications]]);
    });

  const silent: readonly unknown[] = [null, '', [], 'tomorrow', ['tomorrow'], 7, true, { [KNOWN]: true }];
  for (const advice of silent)
    it(`tells nothing of ${JSON.stringify(advice)}`, () => {
      expect(asidesOf({ openai_verification_recommendation: advice })).to.deep.equal([[]]);
    });

  it('reports them once, wherever they are repeated', () => {
    const frames = places.map(([, frame]) => frame);
    expect(asidesOf(...frames).flat()).to.deep.equal([verifications]);
  });

  it('takes silence for no change', () => {
    const said = { openai_verification_recommendation: [KNOWN] };
    expect(asidesOf(said, { response: {} }, { openai_verification_recommendation: [] }, said).flat()).to.deep.equal([
      verifications,
    ]);
  });

  it('tells the model first, where a frame brings both', () => {
    expect(asidesOf({ ...answeredBy('a'), openai_verification_recommendation: [KNOWN] })).to.deep.equal([
      [model('a'), verifications],
    ]);
  });
});

describe('frameMetadata, through the Responses decoder', () => {
  it('reports verifications before the event that brings them, also of a frame of an unknown type', () => {
    const advice = { openai_verification_recommendation: KNOWN };
    const frames = [
      { type: 'response.metadata', ...advice },
      { type: 'response.created', response: advice },
    ];
    expect(readFrames(responsesDecoder, frames, 'nothing').events).to.deep.equal([verifications, { type: 'created' }]);
  });
});
