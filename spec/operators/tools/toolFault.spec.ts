import { expect } from 'chai';
import { toolFault } from '../../../lib/operators/tools/toolFault.js';
import { apiError, timeoutError } from '../../../lib/protocol/errors/ApiError.js';

describe('toolFault', () => {
  for (const [what, thrown, words] of [
    ['an error', new TypeError('x is not a function'), 'error: x is not a function'],
    ['an error without a message', new Error(), 'error: the tool failed'],
    ['a text', 'out of order', 'error: out of order'],
    ['an empty text', '', 'error: the tool failed'],
    ['nothing', undefined, 'error: the tool failed'],
    ['null', null, 'error: the tool failed'],
    ['an object with a message', { message: 'no' }, 'error: no'],
    ['an object', { code: 7 }, 'error: {"code":7}'],
    [
      'an object that cannot be read',
      new Proxy({}, { ownKeys: () => expect.fail('cannot be read') }),
      'error: the tool failed',
    ],
    ['a time limit', timeoutError('the tool did not finish'), 'error: the tool did not finish'],
    ['a fault of the arguments', apiError({ type: 'invalid_request', detail: 'no city' }), 'error: no city'],
  ] as const)
    it(`describes ${what} in words that a model can use`, () => {
      expect(toolFault(thrown)).to.equal(words);
    });
});
