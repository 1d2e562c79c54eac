import { expect } from 'chai';
import * as t from 'io-ts';
import { map } from 'rxjs';
import { createSession } from '../../../lib/clients/http/EndpointSession.js';
import { executeJson } from '../../../lib/clients/http/executeJson.js';
import { createProvider } from '../../../lib/provider/Provider.js';
import { errorOf, valuesOf } from '../../support/collect.js';
import { loopback, type Loopback } from '../../support/loopback.js';

const subject = { api: 'models' } as const;
const Reply = t.type({ output: t.array(t.string) }, 'test reply');

describe('executeJson', () => {
  let server: Loopback;
  let answers: (readonly [number, string])[] = [];
  beforeEach(async () => {
    server = await loopback((_request, response) => {
      const [status, body] = answers.shift() ?? [200, ''];
      response.writeHead(status, { 'x-request-id': 'req_1', etag: 'e1' }).end(body);
    });
  });
  afterEach(() => server.stop());

  const call = (...given: (readonly [number, string])[]) => {
    answers = given;
    const provider = createProvider({
      name: 'unary',
      baseUrl: server.origin,
      retry: { baseDelay: 1 },
      maxBufferSize: 1000,
    });
    const spec = () => ({ method: 'POST', path: 'x', accept: 'application/json', body: {} }) as const;
    return executeJson(createSession({ provider }), { subject, spec, codec: Reply });
  };

  it('gives the decoded value and the headers, once', async () => {
    const answer = call([200, '{"output":["a"]}']).pipe(map(({ value, headers }) => [value, headers.get('etag')]));
    expect(await valuesOf(answer)).to.deep.equal([[{ output: ['a'] }, 'e1']]);
    expect(server.requests[0]?.headers.accept).to.equal('application/json');
  });

  it('retries as streams do', async () => {
    const [answer] = await valuesOf(call([500, ''], [503, ''], [200, '{"output":[]}']));
    expect(answer?.value).to.deep.equal({ output: [] });
  });

  it('reports where an answer does not fit, with the name of its codec, and names the request', async () => {
    expect(await errorOf(call([200, '{"output":[1]}']))).to.include({
      type: 'stream',
      reason: 'undecodable',
      detail: 'failed to decode test reply: output.0: expected string, got 1',
      request_id: 'req_1',
    });
  });

  it('shows the first words of an answer that is no JSON', async () => {
    expect(await errorOf(call([200, '<html>Sign in</html>']))).to.include({
      type: 'stream',
      reason: 'not_json',
      detail: 'failed to decode test reply: expected JSON, but the body begins: <html>Sign in</html>',
    });
  });

  it('refuses an answer longer than maxBufferSize', async () => {
    expect(await errorOf(call([200, `"${'x'.repeat(2000)}"`]))).to.include({
      type: 'stream',
      reason: 'too_large',
      detail: 'the body is longer than 1000 characters (maxBufferSize)',
    });
  });

  it('raises the error of an answer that reports one, although its status is a success', async () => {
    expect(await errorOf(call([200, '{"error":{"message":"no credit","code":"insufficient_quota"}}']))).to.include({
      type: 'quota_exceeded',
      detail: 'no credit',
      request_id: 'req_1',
    });
  });

  it('makes a build error of what the spec throws, and sends nothing', async () => {
    const provider = createProvider({ name: 'unary', baseUrl: server.origin });
    const spec = (): never => {
      throw new TypeError('input is not iterable');
    };
    const error = await errorOf(executeJson(createSession({ provider }), { subject, spec, codec: Reply }));
    expect(error.message).to.equal(
      'request build error: the request could not be built; check the arguments of the call: TypeError: input is not iterable',
    );
    expect(server.requests).to.have.length(0);
  });

  it('makes the request anew for every subscription', async () => {
    const provider = createProvider({ name: 'unary', baseUrl: server.origin });
    let made = 0;
    const spec = () => ({ method: 'GET', path: `x${++made}`, accept: 'application/json' }) as const;
    const answer = executeJson(createSession({ provider }), { subject, spec, codec: Reply });
    expect(made).to.equal(0);
    answers = [
      [200, '{"output":[]}'],
      [200, '{"output":[]}'],
    ];
    await valuesOf(answer);
    await valuesOf(answer);
    expect(server.requests.map(({ url }) => url)).to.deep.equal(['/x1', '/x2']);
  });
});
