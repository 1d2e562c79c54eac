import { expect } from 'chai';
import { httpFailure, type FailedResponse } from '../../../lib/decode/failures/httpFailure.js';

const answer = (parts: Partial<FailedResponse>): FailedResponse => ({
  status: 400,
  headers: {},
  body: '',
  url: 'https://host.example/v1/responses',
  ...parts,
});
const fails = (parts: Partial<FailedResponse>) => httpFailure(answer(parts));

const KIND: Readonly<Record<string, string>> = {
  insufficient_quota: 'quota_exceeded',
  usage_limit_reached: 'quota_exceeded',
  model_not_found: 'not_found',
  bad_key: 'unauthorized',
};

const bodies: readonly (readonly [string, string, string | undefined, string | undefined])[] = [
  // what, body, detail, code
  [
    'a quota named by its type, with a status for its code',
    '{"error":{"type":"insufficient_quota","code":429,"message":"no credit"}}',
    'no credit',
    'insufficient_quota',
  ],
  [
    '{ error: { message, code } }',
    '{"error":{"message":"no model","code":"model_not_found"}}',
    'no model',
    'model_not_found',
  ],
  [
    '{ error: { message, type } }',
    '{"error":{"message":"used up","type":"usage_limit_reached"}}',
    'used up',
    'usage_limit_reached',
  ],
  ['{ error: text }', '{"error":"no model"}', 'no model', undefined],
  ['{ code, error }', '{"code":"bad_key","error":"Wrong API key"}', 'Wrong API key', 'bad_key'],
  ['{ detail: text }', '{"detail":"Not found"}', 'Not found', undefined],
  [
    '{ detail: issues }',
    '{"detail":[{"loc":["body","model"],"msg":"Field required"}]}',
    'body.model: Field required',
    undefined,
  ],
  ['{ object, message, code }', '{"object":"error","message":"m","code":40001}', 'm', '40001'],
  ['a numeric code', '{"error":{"code":400,"message":"m"}}', 'm', '400'],
  ['{ error, status }', '{"status":404,"error":"Not Found"}', 'Not Found', undefined],
  ['a list', '[{"error":{"code":429,"message":"m"}}]', 'm', '429'],
  ['JSON that tells of no error', '{"ok":false}', '{"ok":false}', undefined],
  ['plain text', 'upstream connect error', 'upstream connect error', undefined],
  ['nothing', '', undefined, undefined],
  ['white space', ' \r\n', undefined, undefined],
  ['JSON cut short', '{"error":{"message":"no mo', '{"error":{"message":"no mo', undefined],
];

describe('httpFailure', () => {
  for (const [what, body, detail, code] of bodies)
    it(`reads a body of ${what} (decision: error bodies)`, () => {
      const error = fails({ body });
      expect(Object.assign({}, error)).to.deep.equal({
        type: KIND[code ?? ''] ?? 'invalid_request', // by the status, where nothing else says it
        status: 400,
        error: { type: 'http', status: 400, headers: {}, body, url: 'https://host.example/v1/responses' },
        ...(detail === undefined ? {} : { detail }),
        ...(code === undefined ? {} : { code }),
      });
      expect(error.message).to.equal(detail === undefined ? 'http 400' : `http 400: ${detail}`);
    });

  it('keeps status, headers, body, address, delay and request id of the answer', () => {
    const response = answer({
      status: 503,
      headers: { 'retry-after': '2' },
      body: 'busy',
      requestId: 'r1',
    });
    const { status, headers, body, url } = response;
    const error = httpFailure(response);
    expect(error).to.have.property('error').that.deep.equals({ type: 'http', status, headers, body, url });
    expect(error).to.include({ delay: 2000, request_id: 'r1' });
  });

  it('keeps a delay of 0', () => {
    expect(fails({ status: 429, headers: { 'retry-after': '0' } })).to.have.property('delay', 0);
  });

  it('shortens a page of HTML to its first words on one line, and keeps the whole page in the body', () => {
    const body = `<!doctype html>\n<html>\n  <body>Access denied ${'x'.repeat(5000)}</body></html>`;
    const error = fails({ status: 403, body });
    expect(error.message)
      .to.match(/^http 403: <!doctype html> <html> <body>Access denied x+…$/)
      .and.to.have.lengthOf.below(250);
    expect(error).to.have.nested.property('error.body', body);
  });

  const redirects: readonly (readonly [string, string, string])[] = [
    ['another origin', 'https://evil.example/v1/responses?key=hunter2#hunter2', 'https://evil.example'],
    ['the same origin', '/v2/responses?key=hunter2', 'https://host.example'],
    ['no URL', 'https://', 'an invalid URL'],
    ['another user', 'https://me:hunter2@evil.example/x', 'https://evil.example'],
  ];
  for (const [what, location, target] of redirects)
    it(`names only the origin of the target of a redirect to ${what} (decision: redirects)`, () => {
      const { message } = fails({ status: 307, headers: { location } });
      expect(message).to.include(`redirect to ${target} not followed`).and.not.include('hunter2');
    });

  for (const [status, isRedirect] of [
    [299, false],
    [300, true],
    [399, true],
    [400, false],
  ] as const)
    it(`${isRedirect ? 'takes' : 'does not take'} the status ${status} with a target for a redirect`, () => {
      const { message } = fails({ status, headers: { location: '/v2' }, body: 'no' });
      expect(message).to.include(isRedirect ? 'redirect to https://host.example not followed' : `http ${status}: no`);
    });

  it('says that it is a redirect where a browser hides its status and its target', () => {
    expect(fails({ status: 0 }).message).to.equal(
      'http 0: redirect not followed; a browser hides its target, so check the base URL',
    );
  });

  it('shows the body of a redirect without a target', () => {
    expect(fails({ status: 304, body: 'not modified' }).message).to.equal('http 304: not modified');
  });

  it('does not take a location header for a redirect when the status is none', () => {
    expect(fails({ status: 400, headers: { location: 'https://x.example' }, body: 'no' }).message).to.equal(
      'http 400: no',
    );
  });
});
