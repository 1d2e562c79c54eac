import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { expect } from 'chai';
import { EMPTY, lastValueFrom, of } from 'rxjs';
import {
  apiKeyAuth,
  bearerAuth,
  ChatClient,
  createProvider,
  isApiError,
  noAuth,
  type AuthProvider,
} from '../../../lib/index.js';
import { CHAT_DONE, chatDelta, chatFinish, sse } from '../../../lib/testing/index.js';

/** A request as a server receives it. */
interface Received {
  readonly request: IncomingMessage;
  readonly body: Buffer;
}

const ANSWER = sse(chatDelta({ content: 'Hi' }), chatFinish('stop')) + CHAT_DONE;

/** Asks a server that lets in only what `verify` accepts. Resolves with the type of the last event or of the error. */
const ask = async (auth: AuthProvider, verify: (received: Received) => boolean): Promise<string> => {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const isAllowed = verify({ request, body: Buffer.concat(chunks) });
      response.writeHead(isAllowed ? 200 : 401, { 'content-type': 'text/event-stream' });
      response.end(isAllowed ? ANSWER : '{}');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const provider = createProvider({ name: 'local', baseUrl: `http://127.0.0.1:${port}/v1`, wire: 'chat' });
  try {
    return await lastValueFrom(new ChatClient({ provider, auth }).streamPrompt('m', 'Grüße')).then(
      ({ type }) => type,
      (error: unknown) => (isApiError(error) ? error.type : String(error)),
    );
  } finally {
    server.close();
  }
};

const hex = (text: string | Buffer) => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();

describe('credentials', () => {
  it('of apiKeyAuth are a header of their own, without a bearer token', async () => {
    const outcome = await ask(
      apiKeyAuth('x-api-key', () => Promise.resolve('the-key')),
      ({ request: { headers } }) => headers['x-api-key'] === 'the-key' && headers.authorization === undefined,
    );
    expect(outcome).to.equal('completed');
  });

  it('may be a token that is read for every request, as of Entra ID', async () => {
    const getToken = () => Promise.resolve('token-1');
    const outcome = await ask(
      bearerAuth(getToken),
      ({ request }) => request.headers.authorization === 'Bearer token-1',
    );
    expect(outcome).to.equal('completed');
  });

  const SECRET = 'shared-secret';
  const agent = (secret: string): AuthProvider => ({
    ...noAuth,
    authorize: ({ method, url, body }) => {
      const { pathname } = new URL(url);
      const signature = createHmac('sha256', secret).update(`${method} ${pathname}\n`).update(body).digest('hex');
      return of({ 'x-agent-signature': signature });
    },
  });
  const isSigned = ({ request, body }: Received) =>
    request.headers['x-agent-signature'] ===
    createHmac('sha256', SECRET).update(`${request.method} ${request.url}\n`).update(body).digest('hex');

  it('may sign the method, the path and the bytes of the body', async () => {
    expect(await ask(agent(SECRET), isSigned)).to.equal('completed');
    expect(await ask(agent('another-secret'), isSigned)).to.equal('unauthorized');
  });

  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'aws-secret' };
  const aws: AuthProvider = {
    ...noAuth,
    authorize: async ({ method, url, headers, body }) => {
      const { protocol, hostname, host, pathname: path } = new URL(url);
      const signer = new SignatureV4({ service: 'bedrock', region: 'eu-west-1', credentials, sha256: Sha256 });
      const given = { 'content-type': headers.get('content-type') ?? '', host };
      const signed = await signer.sign({ method, protocol, hostname, path, headers: given, body });
      const { host: _host, ...added } = signed.headers;
      return added;
    },
  };

  /** Computes the signature as the AWS documentation describes it, from what the server received. */
  const isSignedForAws = ({ request, body }: Received): boolean => {
    const { headers, method, url } = request;
    const [, scope = '', names = '', signature] =
      /Credential=AKIDEXAMPLE\/(\S+), SignedHeaders=(\S+), Signature=(\w+)/.exec(headers.authorization ?? '') ?? [];
    const lines = names.split(';').map((name) => `${name}:${String(headers[name])}\n`);
    const canonical = [method, url, '', lines.join(''), names, hex(body)].join('\n');
    const toSign = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, hex(canonical)].join('\n');
    const key = scope.split('/').reduce<string | Buffer>(hmac, 'AWS4aws-secret');
    return hmac(key, toSign).toString('hex') === signature;
  };

  it('may be a signature of AWS, made by the official signer', async () => {
    expect(await ask(aws, isSignedForAws)).to.equal('completed');
  });

  it('fail the call before anything is sent if authorize fails or emits nothing', async () => {
    let requests = 0;
    const count = () => ++requests > 0;
    const refuse = () => {
      throw new Error('no signer');
    };
    expect(await ask({ ...noAuth, authorize: refuse }, count)).to.equal('transport');
    expect(await ask({ ...noAuth, authorize: () => EMPTY }, count)).to.equal('transport');
    expect(requests).to.equal(0);
  });
});
