import { expect } from 'chai';
import type { Observable } from 'rxjs';
import type { ClientOptions } from '../../../lib/clients/http/EndpointSession.js';
import { createProvider, type ProviderOptions } from '../../../lib/provider/Provider.js';
import type { HeaderSource } from '../../../lib/provider/HttpRequest.js';
import type { Script } from '../../../lib/server/script/Script.js';
import { errorOf, until, valuesOf } from '../collect.js';
import { useServer } from '../scripted.js';
import { within } from '../within.js';

/** A call that is answered in one piece. */
export interface UnaryCall {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** What errors call the answer. */
  readonly what: string;
  /** A JSON value that is no answer. */
  readonly wrong: unknown;
  readonly call: (options: ClientOptions, headers?: HeaderSource) => Observable<unknown>;
}

const answering = (body: string): Script => ({ fault: { type: 'status', status: 200, body } });
const failing = (status: number): Script => ({
  fault: { type: 'status', status, body: { error: { message: `status ${status}`, code: 'scripted' } } },
});

/** What every client of a unary endpoint promises, over real sockets. */
export const describeUnary = (name: string, { method, path, what, wrong, call }: UnaryCall): void => {
  describe(`the unary contract: ${name}`, () => {
    const using = useServer();
    const ask = (provider: Partial<ProviderOptions> = {}, options: Partial<ClientOptions> = {}) =>
      call({
        provider: createProvider({
          name: 'scripted',
          baseUrl: using.server.baseUrl,
          ...provider,
          retry: { baseDelay: 1, ...provider.retry },
        }),
        ...options,
      });

    it('sends nothing before it is subscribed, and one request per subscription', async () => {
      const answer = ask();
      expect(using.server.requests).to.have.length(0);
      for (const count of [1, 2]) {
        await valuesOf(answer);
        expect(using.server.requests).to.have.length(count);
      }
      expect(using.server.requests.map((request) => [request.method, request.path])).to.deep.equal([
        [method, path],
        [method, path],
      ]);
    });

    it('emits once, then completes', async () => {
      expect(await valuesOf(ask())).to.have.length(1);
    });

    it('asks for JSON, with the headers of the provider and the credentials', async () => {
      await valuesOf(ask({ headers: { 'x-a': 'provider' } }, { auth: { bearerToken: () => 'key-1' } }));
      expect(using.server.requests[0]?.headers).to.include({
        accept: 'application/json',
        authorization: 'Bearer key-1',
        'x-a': 'provider',
        ...(method === 'POST' ? { 'content-type': 'application/json' } : {}),
      });
    });

    it('sends the headers of the call, which win over those of the provider', async () => {
      const provider = createProvider({
        name: 'scripted',
        baseUrl: using.server.baseUrl,
        headers: { 'x-a': 'provider', 'x-b': 'provider' },
      });
      await valuesOf(call({ provider }, { 'X-A': 'call' }));
      expect(using.server.requests[0]?.headers).to.include({ 'x-a': 'call', 'x-b': 'provider' });
    });

    for (const [failure, script] of [
      ['500', failing(500)],
      ['reset before the head', { fault: { type: 'reset_before_head' } }],
    ] as const)
      it(`retries a ${failure}, then succeeds`, async () => {
        using.server.enqueue(script);
        expect(await valuesOf(ask())).to.have.length(1);
        expect(using.server.requests).to.have.length(2);
      });

    it('gives the last failure when the retries are used up', async () => {
      using.server.enqueue(failing(500), failing(503));
      const error = await errorOf(ask({ retry: { maxAttempts: 1 } }));
      expect(error).to.include({ type: 'transport', detail: 'status 503', code: 'scripted', request_id: 'req_2' });
    });

    it('does not retry a 400', async () => {
      using.server.enqueue(failing(400));
      expect((await errorOf(ask())).message).to.equal('http 400: status 400');
      expect(using.server.requests).to.have.length(1);
    });

    it('refreshes the credentials on a 401, and asks once more', async () => {
      const tokens = ['old', 'new'];
      const auth = { bearerToken: () => tokens[0], refresh: () => [tokens.shift()] };
      using.server.enqueue(failing(401));
      expect(await valuesOf(ask({}, { auth }))).to.have.length(1);
      expect(using.server.requests.map(({ headers }) => headers['authorization'])).to.deep.equal([
        'Bearer old',
        'Bearer new',
      ]);
    });

    it('takes a second 401 for the answer', async () => {
      using.server.enqueue(failing(401), failing(401));
      const error = await errorOf(ask({}, { auth: { bearerToken: () => 'key-1', refresh: () => [] } }));
      expect(error.message).to.equal('http 401: status 401');
      expect(using.server.requests).to.have.length(2);
    });

    it('raises the error of a 200 that holds one, by its code', async () => {
      const error = { code: 'insufficient_quota', message: 'no credit' };
      using.server.enqueue({ fault: { type: 'error_event', after: 0, error } });
      expect(await errorOf(ask())).to.include({
        type: 'quota_exceeded',
        detail: 'no credit',
        request_id: 'req_1',
      });
      expect(using.server.requests).to.have.length(1);
    });

    const unreadable: readonly (readonly [string, string, string])[] = [
      ['a page', '<html>\n<body>Sign in', '<html> <body>Sign in'],
      ['nothing', '', '(empty)'],
      ['a text', 'out of luck', 'out of luck'],
      ['JSON that is cut off', '{"output":[', '{"output":['],
    ];
    for (const [body, text, words] of unreadable)
      it(`shows the first words of ${body} in place of JSON`, async () => {
        using.server.enqueue(answering(text));
        expect(await errorOf(ask())).to.include({
          type: 'stream',
          reason: 'not_json',
          detail: `failed to decode ${what}: expected JSON, but the body begins: ${words}`,
          request_id: 'req_1',
        });
        expect(using.server.requests).to.have.length(1);
      });

    it('says that an answer does not fit, and names the request', async () => {
      using.server.enqueue({ json: wrong });
      const error = await errorOf(ask());
      expect(error).to.include({ type: 'stream', request_id: 'req_1' });
      expect(error.message).to.match(new RegExp(`^stream error: failed to decode ${what}: .*expected `));
    });

    it('refuses an answer that is longer than maxBufferSize', async () => {
      using.server.enqueue(answering(`"${'x'.repeat(2000)}"`));
      expect(await errorOf(ask({ maxBufferSize: 1000 }))).to.include({
        type: 'stream',
        reason: 'too_large',
        detail: 'the body is longer than 1000 characters',
      });
    });

    it('fails where the connection is lost in the body, and is not asked again', async () => {
      using.server.enqueue({ fault: { type: 'reset_mid_body', after: 0 } });
      expect(await errorOf(ask())).to.include({ type: 'stream', reason: 'connection_lost', request_id: 'req_1' });
      expect(using.server.requests).to.have.length(1);
    });

    it('fails where the body stalls, and closes the connection', async () => {
      // A busy machine may take longer for the head than the limit is, and the request is sent again.
      const stall = { fault: { type: 'stall_mid_body', after: 0 } } as const;
      using.server.enqueue(stall, stall, stall, stall, stall);
      const error = await errorOf(ask({ streamIdleTimeout: 40 }));
      expect(error).to.include({ type: 'stream', reason: 'idle' });
      // The limit of the silence and that of the whole body end at almost the same time.
      expect(error.message).to.match(/idle timeout waiting for the body|the body did not end within 40 ms/);
      expect(await within('the close of the connection', using.server.closed(0))).to.be.a('number');
    });

    it('a base URL that is none is a build error, and nothing is sent', async () => {
      const error = await errorOf(ask({ baseUrl: 'nowhere' }));
      expect(error.type === 'transport' && error.error.type).to.equal('build');
      expect(using.server.requests).to.have.length(0);
    });

    it('closes the connection when its subscriber leaves before the head', async () => {
      using.server.enqueue({ fault: { type: 'stall_before_head' } });
      const subscription = ask().subscribe({ error: () => expect.fail('no error was expected') });
      await until(() => using.server.requests.length === 1);
      subscription.unsubscribe();
      expect(await within('the close of the connection', using.server.closed(0))).to.be.a('number');
    });

    it('closes the connection when its subscriber leaves in the body', async () => {
      let answered = false;
      const telemetry = { onRequest: () => (answered = true) };
      using.server.enqueue({ fault: { type: 'stall_mid_body', after: 0 } });
      const subscription = ask({}, { telemetry }).subscribe({
        error: () => expect.fail('no error was expected'),
      });
      await until(() => answered);
      subscription.unsubscribe();
      expect(await within('the close of the connection', using.server.closed(0))).to.be.a('number');
    });
  });
};
