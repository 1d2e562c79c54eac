import { expect } from 'chai';
import { bytes, completed, created, cutEverywhere, failed, itemDone, sse, textDelta } from '../../lib/testing/wire.js';

describe('the builders of wire data', () => {
  it('write an event per payload, named by its type', () => {
    expect(sse(textDelta('a'), { error: 'b' })).to.equal(
      'event: response.output_text.delta\ndata: {"type":"response.output_text.delta","delta":"a"}\n\ndata: {"error":"b"}\n\n',
    );
  });

  it('cut at every byte, and into single bytes', () => {
    const cuts = [...cutEverywhere(bytes('aé'))].map((chunks) => chunks.map((chunk) => [...chunk]));
    expect(cuts).to.deep.equal([
      [[0x61], [0xc3, 0xa9]],
      [[0x61, 0xc3], [0xa9]],
      [[0x61], [0xc3], [0xa9]],
    ]);
  });

  it('name the payloads of the Responses API', () => {
    const payloads = [created(), itemDone({ type: 'message' }), completed('resp_2'), failed('server_error', 'no')];
    expect(payloads.map(({ type }) => type)).to.deep.equal([
      'response.created',
      'response.output_item.done',
      'response.completed',
      'response.failed',
    ]);
  });
});
