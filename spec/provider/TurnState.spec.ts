import { expect } from 'chai';
import { createTurnState, TURN_STATE_HEADER } from '../../lib/provider/TurnState.js';

const head = (value: string): Headers => new Headers({ 'X-Codex-Turn-State': value });

describe('TurnState', () => {
  it('is empty until a response head brings a value', () => {
    const cell = createTurnState();
    expect(cell.value).to.equal(undefined);
    cell.capture(new Headers({ 'x-request-id': 'r' }));
    expect(cell.value).to.equal(undefined);
    cell.capture(head('state-1'));
    expect(cell.value).to.equal('state-1');
  });

  it('keeps the first value and ignores later ones', () => {
    const cell = createTurnState();
    for (const value of ['state-1', 'state-2', '']) cell.capture(head(value));
    cell.capture(new Headers());
    expect(cell.value).to.equal('state-1');
  });

  it('keeps an empty first value too', () => {
    const cell = createTurnState();
    for (const value of ['', 'state-2']) cell.capture(head(value));
    expect(cell.value).to.equal('');
  });

  it('shares nothing with another cell', () => {
    const [one, other] = [createTurnState(), createTurnState()];
    one.capture(head('state-1'));
    expect(other.value).to.equal(undefined);
  });

  it('names the header that it is read from', () => {
    const cell = createTurnState();
    cell.capture(new Headers({ [TURN_STATE_HEADER]: 'state-1' }));
    expect(cell.value).to.equal('state-1');
  });
});
