import { inspect } from 'node:util';
import { expect } from 'chai';
import { apiError, type ApiError, type ApiErrorKind } from '../../lib/protocol/errors/ApiError.js';
import { redactApiError } from '../../lib/telemetry/redactApiError.js';
import { createRedactor } from '../../lib/telemetry/Redactor.js';

const KEY = 'sk-hunter2';
const URL_PLAIN = 'https://host.example/v1/responses';

const redactorFor = (headers: Readonly<Record<string, string>>, url = URL_PLAIN): ((text: string) => string) => {
  const redactor = createRedactor();
  redactor.learn({ method: 'POST', url, headers: new Headers(headers) });
  return redactor.redact;
};
const redact = redactorFor({ authorization: `Bearer ${KEY}` });
const clean = (error: ApiError): ApiError => redactApiError(error, redact);

describe('Redactor', () => {
  it('changes nothing before it has learnt anything', () => {
    expect(createRedactor().redact(`Bearer ${KEY}`)).to.equal(`Bearer ${KEY}`);
  });

  for (const before of ['', 'a', 'ab'])
    it(`masks a secret in base64 and in base64url, behind ${before.length} characters`, () => {
      // Its base64 has + and /, which are - and _ in base64url.
      const secret = '~~~???>>>~~~???>>>~~~???>>>';
      const redactor = createRedactor();
      redactor.learn({ method: 'GET', url: URL_PLAIN, headers: new Headers({ 'x-api-key': secret }) });
      const base64 = Buffer.from(`${before}${secret}`).toString('base64');
      const base64url = Buffer.from(`${before}${secret}`).toString('base64url');
      expect(base64).to.match(/[+/]/);
      for (const text of [base64, base64url]) {
        const masked = redactor.redact(`key=${text};`);
        expect(masked).to.include('[redacted]');
        expect(masked.length).to.be.lessThan(30);
      }
    });

  it('keeps the latest 64 secrets, each once, however many handshakes it learns from', () => {
    const redactor = createRedactor();
    const learn = (key: string) =>
      redactor.learn({ method: 'GET', url: URL_PLAIN, headers: new Headers({ 'x-api-key': key }) });
    for (let count = 0; count < 100; count++) learn('the-same-key');
    learn('key-of-the-first-one');
    expect(redactor.redact('the-same-key key-of-the-first-one')).to.equal('[redacted] [redacted]');
    for (let count = 0; count < 62; count++) learn(`another-key-${count}-`);
    expect(redactor.redact('the-same-key another-key-61-')).to.equal('[redacted] [redacted]');
    learn('one-too-many');
    expect(redactor.redact('the-same-key one-too-many')).to.equal('the-same-key [redacted]');
  });

  it('masks a key as JSON writes it', () => {
    const quoted = 'sk-"quoted\\key-123';
    const redactQuoted = redactorFor({ authorization: `Bearer ${quoted}` });
    expect(redactQuoted(JSON.stringify({ message: `Wrong key: ${quoted}` }))).to.equal(
      '{"message":"Wrong key: [redacted]"}',
    );
  });

  it('masks the beginning of a key where a text was cut', () => {
    expect(redact(`Wrong key: ${KEY.slice(0, 5)}…`)).to.equal('Wrong key: [redacted]…');
    expect(redact(`Wrong key: ${KEY.slice(0, -1)}`)).to.equal('Wrong key: [redacted]');
  });

  it('leaves the end of a text that is too short to be the beginning of a key', () => {
    expect(redact('It is s…')).to.equal('It is s…');
    expect(redact('The key begins with sk-')).to.equal('The key begins with sk-');
  });

  const secretHeaders = [
    ['authorization', KEY],
    ['authorization', `Bearer ${KEY}`],
    ['authorization', `Basic ${KEY}`],
    ['proxy-authorization', KEY],
    ['cookie', KEY],
    ['api-key', KEY],
    ['X-Api-Key', KEY],
    ['x-amz-security-token', KEY],
    ['x-client-secret', KEY],
  ] as const;
  for (const [name, value] of secretHeaders)
    it(`masks the key of the header ${name}: ${value.replace(KEY, '…')}, everywhere in a text`, () => {
      expect(redactorFor({ [name]: value })(`Wrong key ${KEY}; ${KEY}?`)).to.equal('Wrong key [redacted]; [redacted]?');
    });

  it('leaves the values of harmless headers alone', () => {
    const text = 'text/event-stream for conv-1';
    expect(redactorFor({ accept: 'text/event-stream', session_id: 'conv-1' })(text)).to.equal(text);
  });

  for (const name of ['key', 'api-key', 'access_token', 'sig', 'code', 'client_secret', 'password'])
    it(`masks the query parameter ${name}, plain and encoded`, () => {
      const url = `${URL_PLAIN}?api-version=2025&${name}=s%2Fcr%20et`;
      expect(redactorFor({}, url)(`${url} has s/cr et`)).to.equal(
        `${URL_PLAIN}?api-version=2025&${name}=[redacted] has [redacted]`,
      );
    });

  it('leaves secrets of fewer than four characters alone, for masking them would only garble the text', () => {
    expect(redactorFor({ 'api-key': 'abc' })('abc is the alphabet')).to.equal('abc is the alphabet');
    expect(redactorFor({ 'api-key': 'abcd' })('abcd is the alphabet')).to.equal('[redacted] is the alphabet');
  });

  it('remembers the secrets of every attempt', () => {
    const redactor = createRedactor();
    for (const key of ['first-key', 'second-key'])
      redactor.learn({ method: 'POST', url: URL_PLAIN, headers: new Headers({ 'api-key': key }) });
    expect(redactor.redact('first-key, second-key')).to.equal('[redacted], [redacted]');
  });

  it('takes a secret as it is written, not as a pattern', () => {
    const masked = redactorFor({ 'api-key': 'a.c$&(' });
    expect(masked('abc$&( a.c$&(')).to.equal('abc$&( [redacted]');
  });
});

describe('redactApiError', () => {
  const http = (parts: object): Extract<ApiErrorKind, { readonly type: 'transport' }> => ({
    type: 'transport',
    error: { type: 'http', status: 401, headers: {}, body: '', url: URL_PLAIN, ...parts },
  });
  const rows: readonly (readonly [string, ApiErrorKind])[] = [
    ['the body', http({ body: `{"error":"Wrong key ${KEY}"}` })],
    ['the headers', http({ headers: { 'x-echo': `Bearer ${KEY}` } })],
    ['the address', http({ url: `${URL_PLAIN}?key=${KEY}` })],
    ['the detail of a transport error', { ...http({}), detail: `Wrong key ${KEY}` }],
    ['a network error', { type: 'transport', error: { type: 'network', detail: `bad header Bearer ${KEY}` } }],
    ['a build error', { type: 'transport', error: { type: 'build', detail: KEY } }],
    ['an api error', { type: 'api', status: 401, detail: KEY }],
    ['a stream error', { type: 'stream', reason: 'truncated', detail: `the body begins: ${KEY}` }],
    ['a quota error', { type: 'quota_exceeded', detail: KEY }],
    ['an incomplete answer', { type: 'incomplete', reason: KEY }],
  ];
  for (const [what, kind] of rows)
    it(`masks an echoed key in ${what}, in the message, in the stack and in JSON`, () => {
      const error = clean(apiError(kind, { requestId: 'req_1' }));
      expect([error.message, error.stack, JSON.stringify(error)].join()).not.to.include('hunter2');
      expect(JSON.stringify(error)).to.include('[redacted]');
      expect(error).to.include({ type: kind.type, request_id: 'req_1' });
    });

  it('masks a key in a cause, and in the cause of a cause', () => {
    const cause = new Error('fetch failed', { cause: new Error(`invalid header value Bearer ${KEY}`) });
    const error = clean(apiError({ type: 'stream', reason: 'truncated', detail: 'lost' }, { cause }));
    const deep = error.cause instanceof Error ? [error.cause.message, error.cause.stack, error.cause.cause] : ['gone'];
    expect(deep.join()).to.include('fetch failed').and.not.include('hunter2');
  });

  it('masks a cause that is text', () => {
    const { cause } = clean(
      apiError({ type: 'stream', reason: 'truncated', detail: 'lost' }, { cause: `Wrong key ${KEY}` }),
    );
    expect(String(cause)).to.include('Wrong key [redacted]');
  });

  it('masks a key in a code, in the code of a network error, in the detail of a timeout and in the request id', () => {
    const texts = [
      apiError({ ...http({}), code: KEY }, { requestId: `req ${KEY}` }),
      apiError({ type: 'transport', error: { type: 'network', detail: 'lost', code: KEY } }),
      apiError({ type: 'transport', error: { type: 'timeout', detail: KEY } }),
    ].map((error) => JSON.stringify(clean(error)));
    for (const text of texts) expect(text).to.include('[redacted]').and.not.include('hunter2');
  });

  it('masks a key that JSON writes otherwise', () => {
    const masks = redactorFor({ 'api-key': 'pa"ss\\word' });
    const error = redactApiError(apiError(http({ body: 'wrong: pa"ss\\word' })), masks);
    expect(error.type === 'transport' && error.error.type === 'http' && error.error.body).to.equal('wrong: [redacted]');
  });

  it('masks all of a key that begins with another one', () => {
    expect(redactorFor({ 'api-key': 'tokn', 'x-token': 'toknXYZ' })('bad toknXYZ')).to.equal('bad [redacted]');
  });

  it('masks a query parameter as servers write it back', () => {
    const masks = redactorFor({}, `${URL_PLAIN}?key=s%2Fcr%20et`);
    expect(masks('s%2fcr%20et s%2Fcr+et')).to.equal('[redacted] [redacted]');
  });

  it('leaves a cause out that repeats a key where it cannot be masked, or that cannot be looked into', () => {
    const causes = [
      new AggregateError([new Error(`Wrong key ${KEY}`)], 'all failed'),
      Object.assign(new Error('all failed'), { config: { headers: { authorization: KEY } } }),
      Object.assign(new Error('all failed'), { request: new Request(URL_PLAIN, { headers: { authorization: KEY } }) }),
    ];
    for (const given of causes) {
      const { cause } = clean(apiError({ type: 'stream', reason: 'truncated', detail: 'lost' }, { cause: given }));
      expect(cause).to.be.an.instanceOf(Error).and.include({ message: 'all failed' });
      expect(inspect(cause, { depth: 10 })).not.to.include('hunter2');
    }
  });

  it('ends with a cause that contains itself', () => {
    const cause = new Error('round');
    cause.cause = cause;
    expect(clean(apiError({ type: 'stream', reason: 'truncated', detail: KEY }, { cause })).cause).to.equal(cause);
  });

  it('gives an error that repeats no secret back as it is, with its stack and its cause', () => {
    const error = apiError({ ...http({ body: 'busy' }), detail: 'busy' }, { cause: new Error('why') });
    expect(clean(error)).to.equal(error);
  });

  it('keeps a harmless cause of an error that it masks', () => {
    const cause = new Error('why');
    expect(clean(apiError({ type: 'stream', reason: 'truncated', detail: KEY }, { cause })).cause).to.equal(cause);
  });
});
