import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TLSSocket } from 'node:tls';
import { lastValueFrom } from 'rxjs';
import { textSourceOf } from '../relay/frames/textSource.js';
import { writeText } from './writeText.js';

/** A handler of web requests, such as that of `relay`. */
export type WebHandler = (request: Request) => Response | PromiseLike<Response>;

/** A request as Express changes it. */
interface ExpressRequest extends IncomingMessage {
  /** The URL before a router has removed its own path. */
  readonly originalUrl?: string;
  /** The body that `express.json()` has read. */
  readonly body?: unknown;
}

const isEncrypted = (socket: object | null): boolean => {
  const { encrypted }: Partial<Pick<TLSSocket, 'encrypted'>> = socket ?? {};
  return encrypted === true;
};

const urlOf = ({ originalUrl, url = '/', headers, socket }: ExpressRequest): string =>
  `${isEncrypted(socket) ? 'https' : 'http'}://${headers.host ?? 'localhost'}${originalUrl ?? url}`;

const headersOf = ({ headersDistinct }: IncomingMessage): Headers => {
  const headers = new Headers();
  for (const [name, values = []] of Object.entries(headersDistinct))
    for (const value of values) headers.append(name, value);
  return headers;
};

const bodyOf = (request: ExpressRequest, response: ServerResponse): ReadableStream<Uint8Array> | string | null => {
  if (request.method === 'GET' || request.method === 'HEAD') return null;
  if (request.body !== undefined && request.readableEnded) return JSON.stringify(request.body);
  const chunks: AsyncIterator<unknown, undefined> = request.iterator({ destroyOnReturn: false });
  // A handler may answer before it has read the body. The next request of the connection comes behind the rest of it.
  response.once('finish', () => {
    const dropRest = () => request.resume();
    chunks.return?.().then(dropRest, dropRest);
  });
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        const { done, value } = await chunks.next();
        if (done === true) controller.close();
        else if (value instanceof Uint8Array) controller.enqueue(value);
      },
    },
    { highWaterMark: 0 }, // otherwise the first chunk would be read at once, although no handler needs it yet
  );
};

/** Writes a body while the reader takes it. Ends early when the response is closed. */
const writeBody = async (
  reader: ReadableStreamDefaultReader<Uint8Array>,
  response: ServerResponse,
  signal: AbortSignal,
): Promise<void> => {
  for (;;) {
    const { done, value } = await reader.read();
    if (done || signal.aborted) return;
    if (!response.write(value)) await once(response, 'drain', { signal });
  }
};

/** Creates a web request. Undefined if that is impossible: for the method TRACE, and for an invalid host. */
const webRequest = (url: string, init: RequestInit): Request | undefined => {
  try {
    return new Request(url, { ...init, ...{ duplex: 'half' } });
  } catch {
    return undefined;
  }
};

const respond = async (handler: WebHandler, request: ExpressRequest, response: ServerResponse): Promise<void> => {
  const left = new AbortController();
  response.once('close', () => left.abort());
  const { signal } = left;
  const init = {
    method: request.method ?? 'GET',
    headers: headersOf(request),
    body: bodyOf(request, response),
    signal,
  };
  const web = webRequest(urlOf(request), init);
  if (web === undefined) {
    response.writeHead(400).end();
    return;
  }
  const { status, headers, body } = await handler(web);
  response.statusCode = status;
  for (const [name, value] of headers) response.appendHeader(name, value);
  response.flushHeaders();
  const text = textSourceOf(body);
  if (text !== undefined) {
    await lastValueFrom(writeText(response, text), { defaultValue: undefined });
    return;
  }
  const reader = body?.getReader();
  if (reader !== undefined) {
    signal.addEventListener('abort', () => void reader.cancel().catch(() => undefined));
    await writeBody(reader, response, signal);
  }
  response.end();
};

/**
 * Creates a listener of `node:http`, which is also a handler of Express, from a handler of web requests such as that of
 * `relay`. The body is written only as fast as the reader takes it. When the reader leaves, the body is cancelled and
 * the signal of the request fires.
 *
 * Errors: a request that the web cannot represent has the status 400. If the handler fails before the response, its status
 * is 500; afterwards the connection is closed.
 *
 * @example
 * const { createServer } = await import('node:http');
 * const site = createServer(nodeListener(relay({ ask: (input) => client.streamPrompt('gpt-5.1', String(input)) })));
 */
export const nodeListener =
  (handler: WebHandler) =>
  (request: IncomingMessage, response: ServerResponse): void => {
    respond(handler, request, response).catch(() => {
      // A handler that failed, or a reader that has left: nobody but the reader, who sees the status, could receive it.
      if (response.headersSent) response.destroy();
      else response.writeHead(500).end();
    });
  };
