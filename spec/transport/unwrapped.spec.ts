import { expect } from 'chai';
import * as node from '../../lib/node/index.js';
import * as server from '../../lib/server/index.js';
import * as testing from '../../lib/testing/index.js';
import { errorOf } from '../support/collect.js';
import { plainCall, streamFrom } from '../support/plainCall.js';

const recording = testing.parseRecording('{"type":"head","status":200,"headers":{}}\n{"type":"end","at":0}\n');
const marble = testing.parseMarble('');

/** The functions that take the result of a parser, called with a value in its place. */
const TAKERS: Readonly<Record<string, (value: unknown) => unknown>> = {
  replayTransport: (value) => plainCall(testing, 'replayTransport', value),
  virtualTransport: (value) => plainCall(testing, 'virtualTransport', value),
  marbleOf: (value) => plainCall(testing, 'marbleOf', value),
  printMarble: (value) => plainCall(testing, 'printMarble', value),
  virtualAppServer: (value) => plainCall(testing, 'virtualAppServer', value),
  'ScriptedServer.enqueue': (value) => plainCall(new server.ScriptedServer(), 'enqueue', value),
  'expectMarble, received': (value) => plainCall(testing, 'expectMarble', value, 'a.marble'),
  'expectMarble, path': (value) => plainCall(testing, 'expectMarble', { events: [], ending: { type: 'open' } }, value),
};

describe('the result of a parser that was not unwrapped', () => {
  for (const [name, take] of Object.entries(TAKERS)) {
    it(`is refused at once, and the text says what to do: ${name}`, () => {
      expect(recording).to.have.property('_tag', 'Right');
      expect(() => take(recording)).to.throw('is the result of a parser; unwrap it: if (isRight(parsed))');
    });

    it(`is refused with the fault of the parser if there is one: ${name}`, () => {
      expect(marble).to.have.property('_tag', 'Left');
      expect(() => take(marble)).to.throw(/could not be parsed: .{10}/);
    });

    it(`is not taken for something else: ${name}`, () => {
      for (const value of [null, 1, true])
        expect(() => take(value)).to.throw(/^(?!.*(Cannot|is not a function)).*got |expected/);
    });
  }

  it('is a file error of writeMarble', async () => {
    const error = await errorOf(streamFrom(plainCall(node, 'writeMarble', '/tmp/never.marble', recording)));
    expect(error.message).to.include('unwrap it: if (isRight(parsed))');
  });
});
