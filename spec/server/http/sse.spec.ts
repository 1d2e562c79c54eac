import { expect } from 'chai';
import { sseData, sseEvent, sseFrame } from '../../../lib/server/http/sse.js';

describe('server/sse', () => {
  it('names the event after the type of the frame', () => {
    expect(sseFrame({ type: 'response.created', response: { id: 'resp_1' } })).to.equal(
      'event: response.created\ndata: {"type":"response.created","response":{"id":"resp_1"}}\n\n',
    );
  });

  it('calls a frame without a type a message, as the SSE standard does', () => {
    expect(sseFrame({ id: 1 })).to.equal('event: message\ndata: {"id":1}\n\n');
  });

  it('keeps line breaks within the data on one line', () => {
    expect(sseFrame({ type: 'a', delta: 'one\ntwo\r' })).to.equal(
      'event: a\ndata: {"type":"a","delta":"one\\ntwo\\r"}\n\n',
    );
  });

  it('writes data alone where the event has no name', () => {
    expect(sseData('[DONE]')).to.equal('data: [DONE]\n\n');
  });

  it('writes data that is no JSON as it is', () => {
    expect(sseEvent('a', '{"torn')).to.equal('event: a\ndata: {"torn\n\n');
  });
});
