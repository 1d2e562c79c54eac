import { expect } from 'chai';
import { checkKey } from '../../../lib/server/http/checkKey.js';

const statusOf = (headers: Readonly<Record<string, string>>, apiKey?: string) => checkKey({ headers }, apiKey)?.status;

describe('the key of a ScriptedServer', () => {
  const HEADERS = {
    authorization: (key: string) => `Bearer ${key}`,
    'x-api-key': (key: string) => key,
    'x-goog-api-key': (key: string) => key,
    'api-key': (key: string) => key,
  };
  for (const [name, write] of Object.entries(HEADERS))
    it(`is read from ${name}`, () => {
      expect(statusOf({ [name]: write('right') }, 'right')).to.equal(undefined);
      expect(statusOf({ [name]: write('wrong') }, 'right')).to.equal(401);
    });

  it('is required, if the server has one', () => {
    expect(statusOf({}, 'right')).to.equal(401);
    expect(statusOf({})).to.equal(undefined);
  });
});
