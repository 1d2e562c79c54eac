import { expect } from 'chai';
import { originOf } from '../../lib/provider/originOf.js';

describe('originOf', () => {
  const baseUrl = 'https://api.test:8443/v1';
  for (const [provider, origin] of [
    [{ name: 'a', baseUrl, wire: 'responses' }, 'a@api.test:8443'],
    [{ name: 'a', baseUrl, wire: 'chat' }, 'a@api.test:8443/chat'],
    [{ name: 'a', baseUrl: 'https://other.test', wire: 'gemini' }, 'a@other.test/gemini'],
    [{ name: 'a', baseUrl: 'no url', wire: 'messages' }, 'a/messages'],
  ] as const)
    it(`names the provider, its host and its API: ${origin}`, () => {
      expect(originOf(provider)).to.equal(origin);
    });
});
