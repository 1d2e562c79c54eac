import { expect } from 'chai';
import fc from 'fast-check';
import * as t from 'io-ts';
import { isRight } from '#either';
import { ChatChunk, ChatDelta } from '../../../lib/protocol/ChatChunk.js';
import { nullish, integer } from '../../../lib/protocol/codec/json.js';
import { ResponsesFrame } from '../../../lib/protocol/ResponsesFrame.js';
import { wireObject } from '../../../lib/protocol/codec/wireObject.js';

const member = fc.oneof(
  fc.string(),
  fc.integer(),
  fc.double(),
  fc.constantFrom(null, undefined, true),
  fc.object(),
  fc.array(fc.string()),
);
const objects = fc.oneof(
  member,
  fc.record(
    {
      delta: member,
      item_id: member,
      output_index: member,
      content_index: member,
      call_id: member,
      summary_index: member,
    },
    { requiredKeys: [] },
  ),
  // fits, but for what one odd member breaks
  fc.record(
    {
      delta: fc.string(),
      summary_index: fc.nat(),
      content_index: fc.oneof(fc.nat(), member),
      item_id: fc.oneof(fc.string(), member),
    },
    { requiredKeys: ['delta'] },
  ),
);

type Codec = Pick<t.Decoder<unknown, unknown>, 'decode'> & { is(value: unknown): boolean };

const Small = wireObject({ a: t.string, any: t.unknown }, { b: nullish(integer) });

describe('wireObject', () => {
  const codecs: readonly (readonly [string, Codec])[] = [
    ...Object.entries(ResponsesFrame),
    ['a chunk of Chat', ChatChunk],
    ['a delta of Chat', ChatDelta],
  ];
  for (const [name, codec] of codecs)
    it(`checks ${name} as decoding does`, () => {
      fc.assert(
        fc.property(objects, (value) => {
          expect(codec.is(value)).to.equal(isRight(codec.decode(value)));
        }),
      );
    });

  it('needs every required member, and takes any value for one that may be anything', () => {
    expect(Small.is({ a: 'x', any: undefined })).to.equal(true);
    expect(Small.is({ a: 'x' })).to.equal(false);
    expect(Small.is({ any: 1 })).to.equal(false);
  });

  it('checks optional members where they are given', () => {
    expect(
      [{}, { b: null }, { b: undefined }, { b: 1 }].every((rest) => Small.is({ a: '', any: 1, ...rest })),
    ).to.equal(true);
    expect(Small.is({ a: '', any: 1, b: 1.5 })).to.equal(false);
  });

  it('writes as io-ts does', () => {
    expect(Small.encode({ a: 'x', any: [1], b: null })).to.deep.equal({ a: 'x', any: [1], b: null });
  });

  it('is no codec of lists, null or text', () => {
    expect([[], null, 'x', 5].some((value) => wireObject({}, {}).is(value))).to.equal(false);
  });
});
