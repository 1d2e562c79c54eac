import { mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { IncomingMessage, request } from 'node:http';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { interval, map, of, VirtualTimeScheduler } from 'rxjs';
import { ModelsClient } from '../../lib/clients/ModelsClient.js';
import { ResponsesClient } from '../../lib/clients/ResponsesClient.js';
import { httpTransport } from '../../lib/node/httpTransport.js';
import { createLineFiles } from '../../lib/node/recording/lineFiles.js';
import { nodeWebSocketTransport } from '../../lib/node/nodeWebSocketTransport.js';
import { createProvider } from '../../lib/provider/Provider.js';
import { azure } from '../../lib/provider/presets.js';
import { ScriptedServer } from '../../lib/server/ScriptedServer.js';
import { RequestLog } from '../../lib/server/log/RequestLog.js';
import { draftRequest, type RequestDraft } from '../../lib/server/script/draftRequest.js';
import { bytes } from '../../lib/testing/wire.js';
import { response, virtualTransport } from '../../lib/testing/virtualTransport.js';
import { fetchTransport } from '../../lib/transport/fetchTransport.js';
import { errorOf, valuesOf } from '../support/collect.js';
import { clientOf, useServer } from '../support/scripted.js';

const FRAMING = [
  ...['content-length', 'transfer-encoding', 'connection', 'keep-alive', 'proxy-connection', 'te', 'trailer'],
  ...['upgrade', 'expect', 'http2-settings', 'Content-Length', 'Transfer-Encoding'],
];

const expectBuildError = async (error: unknown, ...words: readonly string[]): Promise<void> => {
  expect(await error)
    .to.have.property('message')
    .that.satisfies((message: string) => words.every((word) => message.includes(word)));
  expect(await error).to.include({ type: 'transport' });
  expect(await error).to.have.nested.property('error.type', 'build');
};

describe('security: requests', () => {
  const using = useServer();

  for (const name of FRAMING)
    it(`M9 refuses the header ${name} before anything is sent: of the provider, of the call, of auth`, async () => {
      const headers = { [name]: '0' };
      const auth = { bearerToken: () => undefined, authorize: () => [headers] };
      for (const error of [
        errorOf(clientOf(using.server, { headers }).streamPrompt('m', 'x')),
        errorOf(clientOf(using.server).streamPrompt('m', 'x', { extraHeaders: headers })),
        errorOf(clientOf(using.server, {}, { auth }).streamPrompt('m', 'x')),
      ])
        await expectBuildError(error, name.toLowerCase(), 'remove it');
      expect(using.server.requests).to.have.length(0);
    });

  for (const [what, transport] of Object.entries({ fetchTransport: fetchTransport(), httpTransport: httpTransport() }))
    it(`M9 refuses content-length in ${what} itself, so that the next request on the connection is read right`, async () => {
      const headers = new Headers({ 'content-length': '0', 'content-type': 'application/json' });
      const body = { model: 'm', input: 'x', stream: true };
      const given = { method: 'POST', url: `${using.server.baseUrl}/responses`, headers, body } as const;
      await expectBuildError(errorOf(transport.stream(given)), 'content-length');
      expect(await valuesOf(clientOf(using.server, {}, { transport }).streamPrompt('m', 'x'))).not.to.have.length(0);
      expect(using.server.requests).to.have.length(1);
    });

  it('M9 refuses framing headers of a WebSocket handshake', async () => {
    const url = using.server.baseUrl.replace('http', 'ws');
    const headers = new Headers({ connection: 'close' });
    await expectBuildError(errorOf(nodeWebSocketTransport().connect({ method: 'GET', url, headers })), 'connection');
  });

  for (const resource of [
    'evil.example/',
    'evil.example#',
    'evil.example?',
    'user@evil.example',
    'a:80',
    'a\\b',
    'a b',
    '',
  ])
    it(`L sends nothing to another host for the Azure resource ${JSON.stringify(resource)}`, async () => {
      const provider = azure({ resource });
      const transport = virtualTransport();
      const client = new ResponsesClient({ provider, transport });
      await expectBuildError(errorOf(client.streamPrompt('m', 'x')), resource === '' ? 'resource' : 'baseUrl');
      expect(transport.requests).to.have.length(0);
    });

  it('L ends a unary body that trickles, at streamIdleTimeout after the head', () => {
    const scheduler = new VirtualTimeScheduler();
    const trickle = interval(10, scheduler).pipe(map(() => bytes(' ')));
    const provider = createProvider({ name: 'test', baseUrl: 'https://test.invalid/v1', streamIdleTimeout: 1000 });
    const client = new ModelsClient({ provider, scheduler, transport: virtualTransport(of(response(trickle))) });
    let failed: unknown;
    client.listModels('1.0.0').subscribe({ error: (error: unknown) => (failed = error) });
    scheduler.maxFrames = 5000;
    scheduler.flush();
    expect(failed).to.include({ type: 'stream', reason: 'idle', detail: 'the body did not end within 1000 ms' });
  });
});

describe('security: files', () => {
  const using = { folder: '' };
  beforeEach(async () => (using.folder = await mkdtemp(join(tmpdir(), 'codex-rx-'))));
  afterEach(() => rm(using.folder, { recursive: true }));

  it('L writes a recording that only its owner can read', async () => {
    const path = join(using.folder, 'recording.jsonl');
    const file = createLineFiles()(path, (cause) => expect.fail(String(cause)));
    file.write('a\n');
    file.write('b\n');
    let text = '';
    while (text !== 'a\nb\n') text = await readFile(path, 'utf8').catch(() => '');
    expect((await stat(path)).mode & 0o777).to.equal(0o600);
  });

  it('L does not follow a link to another file', async () => {
    const [target, path] = [join(using.folder, 'target'), join(using.folder, 'link.jsonl')];
    await writeFile(target, 'precious');
    await symlink(target, path);
    const failure = await new Promise((resolve) => createLineFiles()(path, resolve).write('a\n'));
    expect(failure).to.have.property('code', 'ELOOP');
    expect(await readFile(target, 'utf8')).to.equal('precious');
  });
});

describe('security: ScriptedServer', () => {
  const using = useServer({ script: {}, origins: ['https://app.example'] });

  const statusFor = (headers: Readonly<Record<string, string>>, server: ScriptedServer = using.server) =>
    new Promise<{ readonly status: number | undefined; readonly allowed: unknown }>((resolve, reject) => {
      request(`${server.baseUrl}/models`, { headers }, (answer) => {
        answer.resume();
        resolve({ status: answer.statusCode, allowed: answer.headers['access-control-allow-origin'] });
      })
        .on('error', reject)
        .end();
    });

  for (const host of [
    'evil.example',
    'evil.example:80',
    '127.0.0.1.evil.example',
    'localhost.evil.example',
    '0.0.0.0',
    '[::2]',
  ])
    it(`L refuses the host ${host}, the name that a foreign page gave this machine`, async () => {
      expect(await statusFor({ host })).to.deep.equal({ status: 421, allowed: undefined });
      expect(using.server.requests).to.have.length(0);
    });

  for (const host of ['localhost', 'localhost:1234', '127.0.0.1:80', '[::1]:80', 'LOCALHOST'])
    it(`L serves the host ${host}`, async () => {
      expect((await statusFor({ host })).status).to.equal(200);
    });

  for (const origin of ['https://evil.example', 'null', 'https://app.example.evil.example', 'http://app.example'])
    it(`L refuses pages of ${origin}`, async () => {
      expect(await statusFor({ origin })).to.deep.equal({ status: 403, allowed: undefined });
    });

  it('L refuses pictures, scripts and links of other sites, for which a browser sends no origin', async () => {
    const [foreign, own, typed] = await Promise.all(
      ['cross-site', 'same-origin', 'none'].map((site) => statusFor({ 'sec-fetch-site': site })),
    );
    expect([foreign, own, typed].map((seen) => seen?.status)).to.deep.equal([403, 200, 200]);
    expect(using.server.requests).to.have.length(2);
  });

  for (const origin of ['https://app.example', 'http://localhost:5173', 'http://127.0.0.1:8080'])
    it(`L serves pages of ${origin}`, async () => {
      expect(await statusFor({ origin })).to.deep.equal({ status: 200, allowed: origin });
    });

  it('L serves all pages where origins says so', async () => {
    const server = await new ScriptedServer({ script: {}, origins: ['*'] }).listen();
    const seen = await statusFor({ origin: 'https://any.example' }, server);
    await server.close();
    expect(seen).to.deep.equal({ status: 200, allowed: 'https://any.example' });
  });

  it('L keeps the bodies of the latest requests, up to 64 MiB', () => {
    const log = new RequestLog();
    const message = new IncomingMessage(new Socket());
    const requests = [0, 1, 2].map((index): RequestDraft => ({
      ...draftRequest(message, index, 'http'),
      body: { index },
    }));
    for (const each of requests) {
      log.add(each);
      log.keepBody(each, 30 * 1024 * 1024);
    }
    expect(log.requests.map(({ body }) => body)).to.deep.equal([undefined, { index: 1 }, { index: 2 }]);
  });
});
