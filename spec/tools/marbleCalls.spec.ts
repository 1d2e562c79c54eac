import { expect } from 'chai';
import { callOfMarble, marbleOfCall } from '../../tools/site/devtools/marbleCalls.js';

const text = `marble 1

requests: 1
head 1: 31ms h
frames 1: a 19ms b 1999ms b 29ms (c|)

request 1 = GET /v1/responses
  > upgrade: websocket
  < 101

a = > response.create
b = {"type":"response.output_text.delta","delta":"Hi"}
c = close: 1011 going away
`;

describe('a .marble file on the devtools page', () => {
  it('shows the frames of a WebSocket that were received, and the silence between them', () => {
    const call = callOfMarble('incident.marble', text, 1000);
    expect(call.stages.map(({ stage, at, end }) => [stage, at, end])).to.deep.equal([
      ['request', 1000, 1031],
      ['first byte', 1031, 1051],
      ['frames', 1051, 1051],
      ['silence', 1051, 3051],
      ['frames', 3051, 3081],
    ]);
    expect(call.frames.map(({ at, name }) => `${at} ${name}`)).to.deep.equal([
      '1051 response.output_text.delta',
      '3051 response.output_text.delta',
      '3081 close',
    ]);
  });

  it('is exported unchanged', () => {
    expect(marbleOfCall(callOfMarble('incident.marble', text, 0))).to.equal(text);
  });
});
