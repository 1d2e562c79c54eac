import { expect } from 'chai';
import { isTlsFailure, transportErrorText, type TransportError } from '../../../lib/protocol/errors/TransportError.js';

const texts: readonly (readonly [TransportError, string])[] = [
  [{ type: 'http', status: 500, headers: {}, body: 'a page', url: 'https://host.example' }, 'http 500'],
  [{ type: 'timeout' }, 'timeout'],
  [{ type: 'timeout', detail: 'no head within 100 ms' }, 'timeout: no head within 100 ms'],
  [{ type: 'network', detail: 'read ECONNRESET', code: 'ECONNRESET' }, 'network error: read ECONNRESET'],
  [{ type: 'build', detail: 'no base URL' }, 'request build error: no base URL'],
];

const network = (code: string): TransportError => ({ type: 'network', detail: 'failed', code });

const tls = [
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'ERR_SSL_WRONG_VERSION_NUMBER',
  'EPROTO',
  'HOSTNAME_MISMATCH',
];
const passing = ['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'UND_ERR_SOCKET', 'EPIPE'];

describe('TransportError', () => {
  for (const [error, text] of texts)
    it(`says "${text}"`, () => {
      expect(transportErrorText(error)).to.equal(text);
    });

  for (const code of tls)
    it(`takes ${code} for a TLS failure`, () => {
      expect(isTlsFailure(network(code))).to.equal(true);
    });

  for (const code of passing)
    it(`does not take ${code} for a TLS failure`, () => {
      expect(isTlsFailure(network(code))).to.equal(false);
    });

  it('takes no error for a TLS failure that has no code', () => {
    expect(isTlsFailure({ type: 'network', detail: 'CERT_HAS_EXPIRED' })).to.equal(false);
    expect(isTlsFailure({ type: 'timeout' })).to.equal(false);
  });
});
