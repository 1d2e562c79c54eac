import { expect } from 'chai';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import * as http from 'node:http';
import * as https from 'node:https';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HttpProxyAgent } from 'http-proxy-agent';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { firstValueFrom, lastValueFrom } from 'rxjs';
import { environmentAgents } from '../../lib/node/environmentAgents.js';
import { httpTransport } from '../../lib/node/httpTransport.js';
import { nodeWebSocketTransport } from '../../lib/node/nodeWebSocketTransport.js';
import { decodeText } from '../../lib/operators/framing/decodeText.js';
import { isApiError } from '../../lib/protocol/errors/ApiError.js';
import { errorOf } from '../support/collect.js';
import { httpRequest } from '../support/httpRequest.js';
import { localCertificate } from './localCertificate.js';
import { loopback } from '../support/loopback.js';

const VARIABLES = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'NO_PROXY'].flatMap((name) => [name, name.toLowerCase()]);
const CERTIFICATES = ['CODEX_CA_CERTIFICATE', 'SSL_CERT_FILE'];

/** What a proxy was used for: `POST http://…` or `CONNECT host:port`, and with which credentials. */
interface Proxy {
  readonly url: string;
  readonly uses: readonly string[];
  readonly stop: () => Promise<void>;
}

const startProxy = async (): Promise<Proxy> => {
  const uses: string[] = [];
  const note = ({ method, url, headers }: http.IncomingMessage, target = url) =>
    uses.push([method, target, headers['proxy-authorization']].filter((part) => part !== undefined).join(' '));
  const server = await loopback((request, response, body) => {
    note(request);
    const { method, headers, url = '' } = request;
    http
      .request(url, { method, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 0, answer.headers);
        answer.pipe(response);
      })
      .end(body);
  });
  server.server.on('connect', (request, socket: Socket) => {
    note(request);
    const [host, port] = (request.url ?? '').split(':');
    const target = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      target.pipe(socket).pipe(target);
    });
    socket.on('error', () => target.destroy());
    target.on('error', () => socket.destroy());
    socket.on('close', () => target.destroy());
  });
  return { url: server.origin, uses, stop: () => server.stop() };
};

const readText = async (url: string): Promise<string> => {
  const { bytes } = await firstValueFrom(httpTransport().stream(httpRequest(url)));
  return lastValueFrom(bytes.pipe(decodeText()));
};

/** A server over TLS whose certificate nobody signed. */
const startSecure = async () => {
  const server = https.createServer(localCertificate, (_request, response) => response.end('secure'));
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server does not listen on a port');
  const stop = () =>
    new Promise<void>((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  return { host: `localhost:${address.port}`, stop };
};

describe('C6: connections as the environment requires', () => {
  const before: Record<string, string | undefined> = {};
  const stops: (() => Promise<void>)[] = [];
  const started = <T extends { readonly stop: () => Promise<void> }>(server: T): T => {
    stops.push(() => server.stop());
    return server;
  };
  beforeEach(() => {
    for (const name of [...VARIABLES, ...CERTIFICATES]) {
      before[name] = process.env[name];
      Reflect.deleteProperty(process.env, name);
    }
  });
  afterEach(async () => {
    for (const [name, value] of Object.entries(before))
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    await Promise.all(stops.splice(0).map((stop) => stop()));
  });

  const target = async () => started(await loopback((_request, response) => response.end('plain')));

  for (const name of ['HTTP_PROXY', 'http_proxy', 'ALL_PROXY'])
    it(`sends requests over http through the proxy in ${name}`, async () => {
      const [proxy, { origin }] = [started(await startProxy()), await target()];
      process.env[name] = proxy.url;
      expect(await readText(`${origin}/v1/x`)).to.equal('plain');
      expect(proxy.uses).to.deep.equal([`POST ${origin}/v1/x`]);
    });

  it('connects directly to the hosts in NO_PROXY', async () => {
    const [proxy, { origin }] = [started(await startProxy()), await target()];
    process.env['HTTP_PROXY'] = proxy.url;
    process.env['NO_PROXY'] = '127.0.0.1';
    expect(await readText(origin)).to.equal('plain');
    expect(proxy.uses).to.deep.equal([]);
  });

  const direct = 'directly';
  const proxied = 'through the proxy';
  const exceptions: readonly [value: string, host: string, way: string][] = [
    ['api.test', 'api.test', direct],
    ['api.test', 'api.test:8080', direct],
    ['api.test', 'v1.api.test', proxied],
    ['api.test', 'notapi.test', proxied],
    ['API.TEST', 'api.test', direct],
    ['.test', 'api.test', direct],
    ['.api.test', 'v1.api.test', direct],
    ['*.api.test', 'v1.api.test', direct],
    ['api.test:8080', 'api.test:8080', direct],
    ['api.test:8080', 'api.test:8081', proxied],
    ['api.test:80', 'api.test', direct],
    ['10.0.0.7', '10.0.0.7', direct],
    ['10.0.0.7', '10.0.0.70', proxied],
    ['[::1]', '[::1]', direct],
    ['localhost', 'localhost:4000', direct],
    ['*', 'api.test', direct],
    ['', 'api.test', proxied],
    ['other.test, api.test', 'api.test', direct],
    ['other.test api.test', 'api.test', direct],
    ['other.test', 'api.test', proxied],
  ];
  for (const name of ['NO_PROXY', 'no_proxy'])
    for (const [value, host, way] of exceptions)
      it(`connects to ${host} ${way} with ${name}=${value}, over http, https and WebSockets`, () => {
        Object.assign(process.env, { HTTP_PROXY: 'http://p.test:1', HTTPS_PROXY: 'http://p.test:1', [name]: value });
        const agentOf = environmentAgents();
        const isPlain = (agent: http.Agent) =>
          !(agent instanceof HttpProxyAgent) && !(agent instanceof HttpsProxyAgent);
        // A port of http says nothing about https.
        const schemes = value.endsWith(':80') ? ['http', 'ws'] : ['http', 'https', 'ws', 'wss'];
        const ways = schemes.map((scheme) => (isPlain(agentOf(new URL(`${scheme}://${host}/v1`))) ? direct : proxied));
        expect(ways).to.deep.equal(schemes.map(() => way));
      });

  for (const name of VARIABLES)
    it(`takes an empty ${name} for none`, () => {
      process.env[name] = '';
      const agent = environmentAgents()(new URL('https://api.test/v1'));
      expect(agent).to.be.instanceOf(https.Agent).and.not.instanceOf(HttpsProxyAgent);
    });

  it('sends the credentials of the proxy to the proxy', async () => {
    const [proxy, { origin, requests }] = [started(await startProxy()), await target()];
    process.env['HTTP_PROXY'] = proxy.url.replace('//', '//user:p%40ss@');
    expect(await readText(`${origin}/`)).to.equal('plain');
    const basic = Buffer.from('user:p@ss').toString('base64');
    expect(proxy.uses).to.deep.equal([`POST ${origin}/ Basic ${basic}`]);
    expect(requests).to.have.length(1);
  });

  it('tunnels https through the proxy in HTTPS_PROXY, and trusts the certificates of CODEX_CA_CERTIFICATE', async () => {
    const [proxy, { host }] = [started(await startProxy()), started(await startSecure())];
    const folder = mkdtempSync(join(tmpdir(), 'codex-rx-'));
    try {
      const file = join(folder, 'ca.pem');
      writeFileSync(file, localCertificate.cert);
      process.env['HTTPS_PROXY'] = proxy.url;
      process.env['CODEX_CA_CERTIFICATE'] = file;
      expect(await readText(`https://${host}/`)).to.equal('secure');
      expect(proxy.uses).to.deep.equal([`CONNECT ${host}`]);
      delete process.env['HTTPS_PROXY'];
      process.env['SSL_CERT_FILE'] = process.env['CODEX_CA_CERTIFICATE'];
      delete process.env['CODEX_CA_CERTIFICATE'];
      expect(await readText(`https://${host}/`)).to.equal('secure');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('refuses an unknown certificate where the environment adds none', async () => {
    const { host } = started(await startSecure());
    const error = await errorOf(httpTransport().stream(httpRequest(`https://${host}/`)));
    expect(isApiError(error) && error.type === 'transport' && error.error.type).to.equal('network');
  });

  it('tunnels WebSockets, also without TLS', async () => {
    const [proxy, { origin, requests }] = [started(await startProxy()), await target()];
    process.env['HTTP_PROXY'] = proxy.url;
    const head = await firstValueFrom(
      nodeWebSocketTransport().connect(httpRequest(`${origin.replace('http:', 'ws:')}/v1`)),
    );
    expect(head.status).to.equal(200);
    await lastValueFrom(head.bytes);
    expect(proxy.uses).to.deep.equal([`CONNECT ${new URL(origin).host}`]);
    expect(requests).to.have.length(1);
  });

  it('uses a given agent instead, on both transports', async () => {
    const [proxy, { origin }] = [started(await startProxy()), await target()];
    process.env['HTTP_PROXY'] = proxy.url;
    const agent = new http.Agent();
    const request = httpRequest(origin);
    const { bytes } = await firstValueFrom(httpTransport({ agent }).stream(request));
    expect(await lastValueFrom(bytes.pipe(decodeText()))).to.equal('plain');
    const socketRequest = httpRequest(origin.replace('http:', 'ws:'));
    const head = await firstValueFrom(nodeWebSocketTransport({ agent }).connect(socketRequest));
    await lastValueFrom(head.bytes);
    expect(proxy.uses).to.deep.equal([]);
    agent.destroy();
  });

  for (const value of ['http://user:hunter2@', 'socks5://user:hunter2@proxy.test:1080'])
    it(`fails before anything is sent, and without the password, for a proxy that is ${value.split(':', 1)[0] ?? ''}`, async () => {
      process.env['HTTPS_PROXY'] = value;
      const error = await errorOf(httpTransport().stream(httpRequest('https://api.test/v1')));
      expect(isApiError(error) && error.type === 'transport' && error.error.type).to.equal('build');
      expect(String(error))
        .to.match(/proxy/)
        .and.not.match(/hunter2/);
    });

  it('fails with the name of the variable for a certificate file that is not there', () => {
    process.env['SSL_CERT_FILE'] = '/nowhere/ca.pem';
    expect(() => environmentAgents()(new URL('https://api.test'))).to.throw('SSL_CERT_FILE');
  });

  it('keeps one agent for all requests to a server', () => {
    const agentOf = environmentAgents();
    expect(agentOf(new URL('https://a.test/1'))).to.equal(agentOf(new URL('https://a.test/2')));
    expect(agentOf(new URL('https://a.test'))).not.to.equal(agentOf(new URL('http://a.test')));
  });
});
