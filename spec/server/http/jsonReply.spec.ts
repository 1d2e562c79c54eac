import { expect } from 'chai';
import type { BodyFault } from '../../../lib/server/index.js';
import { jsonReply } from '../../../lib/server/http/jsonReply.js';

const value = { a: [1, 2] };
const whole = '{"a":[1,2]}';
const half = '{"a":';
const error = { code: 'slow_down', message: 'Oh' };

describe('server/jsonReply', () => {
  const cases: readonly (readonly [fault: BodyFault | undefined, text: string, ending: string])[] = [
    [undefined, whole, 'end'],
    [{ type: 'reset_mid_body', after: 3 }, half, 'reset'],
    [{ type: 'stall_mid_body', after: 3 }, half, 'open'],
    [{ type: 'truncate', after: 3 }, half, 'end'],
    [{ type: 'malformed_frame', after: 3 }, half, 'end'],
    [{ type: 'error_event', after: 3, error }, JSON.stringify({ error }), 'end'],
    [{ type: 'response_failed', after: 3, error }, JSON.stringify({ error }), 'end'],
    [{ type: 'incomplete', after: 3, reason: 'length' }, whole, 'end'],
    [{ type: 'linger' }, whole, 'open'],
  ];
  for (const [fault, text, ending] of cases) {
    it(`sends ${text} for ${fault?.type ?? 'no fault'}; then: ${ending}`, () => {
      const { pieces, ...reply } = jsonReply(value, fault);
      expect(pieces).to.deep.equal([{ text, isToken: false }]);
      expect(reply).to.deep.equal({ headers: { 'content-type': 'application/json' }, ending });
    });
  }

  it('carries the headers that it is given', () => {
    expect(jsonReply(null, undefined, { etag: '"1"' }).headers).to.deep.equal({
      'content-type': 'application/json',
      etag: '"1"',
    });
  });
});
