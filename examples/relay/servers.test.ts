// Runs the examples of relays against a scripted provider: each streams a text, stops the provider, and refuses.
import { createServer, type RequestListener, type Server } from 'node:http';
import { serve } from '@hono/node-server';
import { NestFactory } from '@nestjs/core';
import { expect } from 'chai';
import { adviceFor, isApiError, type ResponseEvent } from 'codex-rx';
import { nodeListener } from 'codex-rx/node';
import { RelayClient } from 'codex-rx/relay';
import { ScriptedServer, textAnswer } from 'codex-rx/server';
import { catchError, firstValueFrom, lastValueFrom, of, reduce, type Observable } from 'rxjs';

const SAID = 'An old silent pond';
const provider = await new ScriptedServer({ script: { answer: textAnswer(SAID), cut: 5 } }).listen();
process.env['OPENAI_BASE_URL'] = provider.baseUrl;
process.env['OPENAI_API_KEY'] = 'the-key';

const [{ server: plain }, { app: expressApp }, { app: honoApp }, route, { default: edge }, { ChatModule }] =
  await Promise.all([
    import('./nodeHttp.js'),
    import('./express.js'),
    import('./hono.js'),
    import('./nextRoute.js'),
    import('./edge.js'),
    import('./nest.js'),
  ]);

const methods = new Map(Object.entries({ GET: route.GET, POST: route.POST, DELETE: route.DELETE }));
const nextListener = nodeListener(
  (request) => methods.get(request.method)?.(request) ?? new Response(null, { status: 405 }),
);
const edgeListener = nodeListener((request) =>
  edge.fetch(request, { OPENAI_API_KEY: 'the-key', OPENAI_BASE_URL: provider.baseUrl }),
);
// Express types its application as a function of its own requests.
const expressListener: RequestListener = (request, response) => void expressApp(request, response);

const listening = (server: Server): Promise<string> =>
  new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(`http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`);
    });
  });

const textOf = (events: Observable<ResponseEvent>): Promise<string> =>
  lastValueFrom(
    events.pipe(reduce((text, event) => (event.type === 'output_text_delta' ? text + event.delta : text), '')),
    { defaultValue: '' },
  );

const closes: (() => unknown)[] = [];
const open = async (server: Server): Promise<string> => {
  const origin = await listening(server);
  closes.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return origin;
};

const startNest = async (): Promise<string> => {
  const app = await NestFactory.create(ChatModule, { bodyParser: false, forceCloseConnections: true, logger: false });
  await app.listen(0, '127.0.0.1');
  closes.push(() => app.close());
  return app.getUrl();
};

describe('the examples of relays', () => {
  after(async () => {
    for (const close of closes) await close();
    await provider.close();
  });

  const servers: readonly (readonly [string, () => Promise<string>])[] = [
    ['node:http', () => open(plain)],
    ['Express', () => open(createServer(expressListener))],
    [
      'Hono',
      () =>
        new Promise((resolve) => {
          const server = serve({ fetch: honoApp.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) =>
            resolve(`http://127.0.0.1:${port}`),
          );
          closes.push(() => server.close());
        }),
    ],
    ['a route of Next', () => open(createServer(nextListener))],
    ['the edge', () => open(createServer(edgeListener))],
    ['NestJS', startNest],
  ];
  for (const [name, start] of servers)
    describe(name, () => {
      let url: string;
      const client = (user = `${name}-${Math.random()}`) => new RelayClient({ url, headers: { 'x-user': user } });
      before(async () => {
        url = `${await start()}/api/chat`;
      });

      it('streams a text to a page', async () => {
        expect(await textOf(client().stream('Write a haiku'))).to.equal(SAID);
      });

      it('closes the socket of the provider when the page stops', async () => {
        const index = provider.requests.length;
        provider.enqueue({ answer: textAnswer(SAID), fault: { type: 'stall_mid_body', after: 4 } });
        await firstValueFrom(client().stream('Write a haiku'), { defaultValue: undefined });
        await provider.closed(index);
      });

      it('refuses an input that it does not expect', async () => {
        const advice = client()
          .stream({ model: 'the-dearest-one' })
          .pipe(catchError((error: unknown) => of(isApiError(error) ? adviceFor(error) : error)));
        expect(await lastValueFrom(advice, { defaultValue: undefined })).to.equal('Correct the request.');
      });
    });

  it('an EventSource needs no more than a GET of Express', async () => {
    const origin = await open(createServer(expressListener));
    const response = await fetch(`${origin}/api/haiku?about=ponds`);
    expect(response.headers.get('content-type')).to.equal('text/event-stream; charset=utf-8');
    expect(await response.text())
      .to.contain('"type":"completed"')
      .and.to.contain('event: done');
  });

  it('an EventSource needs no more than a method of NestJS, which closes the connection to the provider when it leaves', async () => {
    const url = `${await startNest()}/api/haiku?about=ponds`;
    const whole = await fetch(url);
    expect(whole.headers.get('content-type')).to.match(/^text\/event-stream/);
    expect(await whole.text()).to.contain('"type":"completed"');
    const index = provider.requests.length;
    provider.enqueue({ answer: textAnswer(SAID), fault: { type: 'stall_mid_body', after: 4 } });
    const { body } = await fetch(url);
    const reader = body?.getReader();
    await reader?.read();
    await reader?.cancel();
    await provider.closed(index);
    provider.enqueue({ answer: textAnswer(SAID), fault: { type: 'reset_mid_body', after: 4 } });
    const cutOff = await (await fetch(url)).text();
    expect(cutOff).to.contain('event: failed').and.to.contain('"type":"stream"');
  });

  it('Hono refuses a user who is not signed in, and one who asks too often', async () => {
    const send = (headers: Readonly<Record<string, string>>) =>
      honoApp.request('/api/chat', {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: '"hi"',
      });
    const statuses = [await send({}), await send({ 'x-user': 'ann' }), await send({ 'x-user': 'ann' })];
    expect(statuses.map(({ status }) => status)).to.deep.equal([401, 200, 429]);
  });
});
