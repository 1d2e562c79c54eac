import * as http from 'node:http';
import * as https from 'node:https';
import { Observable, Subscription } from 'rxjs';
import { alwaysOpen, type Demand } from '../backpressure/Demand.js';
import { buildError } from '../protocol/errors/ApiError.js';
import { connectionError } from '../transport/connectionError.js';
import { lostConnection } from '../transport/lostConnection.js';
import type { HttpTransport, StreamResponse } from '../transport/HttpTransport.js';
import { outgoing, type Outgoing } from '../transport/outgoing.js';
import { readOnce } from '../transport/readOnce.js';
import { plainBody } from './plainBody.js';
import { zstdCompress } from './zstdCompress.js';

/** What `httpTransport` may be told. */
export interface HttpTransportOptions {
  /**
   * Keeps the connections: certificates, proxies, how many at a time. An `https.Agent` where the provider's address begins
   * with https. Default: Node's global one, which keeps idle connections for 5 s.
   */
  readonly agent?: http.Agent | undefined;
}

const addressOf = (url: string): URL => {
  const address = new URL(url);
  if (address.protocol !== 'http:' && address.protocol !== 'https:')
    throw buildError(`this transport speaks http and https, and the address begins with ${address.protocol}`);
  if (address.username !== '' || address.password !== '')
    throw buildError('the address holds a user name or a password; give credentials to `auth` instead');
  return address;
};

const headersOf = (message: http.IncomingMessage): Headers => {
  const headers = new Headers();
  const { rawHeaders } = message;
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) headers.append(rawHeaders[at] ?? '', rawHeaders[at + 1] ?? '');
  return headers;
};

/** Reads a body while demand is open: all that has arrived at once, however many chunks the server made of it. */
const readBody = (request: http.ClientRequest, message: http.IncomingMessage, demand: Demand) => {
  const chunks = new Observable<Uint8Array>((subscriber) => {
    const body = plainBody(message);
    const demandChanges = new Subscription();
    let hasEnded = false;

    const read = () => {
      while (demand.isOpen && !subscriber.closed) {
        const chunk: unknown = body.read();
        if (!(chunk instanceof Uint8Array)) return; // null: nothing more has arrived
        subscriber.next(chunk);
      }
    };
    const fail = (cause: unknown) => subscriber.error(lostConnection(cause));

    body.on('readable', read);
    body.on('end', () => {
      hasEnded = true;
      subscriber.complete();
    });
    body.on('error', fail);
    request.on('error', (cause) => {
      if (message.complete) return; // what follows a whole body is none of it
      read(); // what came before the malformed chunk, or before the connection was lost
      fail(cause);
    });
    demandChanges.add(demand.changes.subscribe({ next: read, error: (cause: unknown) => subscriber.error(cause) }));
    return () => {
      demandChanges.unsubscribe();
      if (!hasEnded) request.destroy();
    };
  });
  return chunks.pipe(readOnce());
};

/**
 * A transport over `node:http` and `node:https`: where a model's events trickle in one by one it costs less than half of
 * what Node's `fetch` does (`npm run bench`), and it has no time limits of its own. Compresses requests as `nodeTransport`
 * does. One connection attempt per subscription.
 *
 * Errors: `transport`, with `build` (nothing was sent) or `network`; `stream` for a body that is read twice. Teardown:
 * unsubscribing closes the socket, before the head and in the body. Source: design 6.
 *
 * @example
 * new ResponsesClient({ provider: openai(), auth, transport: httpTransport() });
 */
export const httpTransport = ({ agent }: HttpTransportOptions = {}): HttpTransport => ({
  stream: (request, demand = alwaysOpen) =>
    new Observable<StreamResponse>((subscriber) => {
      let sent: http.ClientRequest | undefined;
      let bodyHasOwner = false;

      const send = ({ headers, body }: Outgoing): void => {
        const address = addressOf(request.url);
        const { method } = request;
        const start = address.protocol === 'https:' ? https.request : http.request;
        sent = start(address, { method, headers: Object.fromEntries(headers), ...(agent ? { agent } : {}) });
        // A listener to the end: a socket that fails after everybody has left must not end the process.
        sent.on('error', (cause) => subscriber.error(connectionError(cause, 'the request got no answer')));
        sent.on('response', onResponse(sent));
        sent.end(body);
      };
      const onResponse = (exchange: http.ClientRequest) => (message: http.IncomingMessage) => {
        bodyHasOwner = true;
        const { statusCode: status = 0 } = message;
        subscriber.next({ status, headers: headersOf(message), bytes: readBody(exchange, message, demand) });
        subscriber.complete();
      };

      subscriber.add(
        outgoing(request, zstdCompress).subscribe({
          next: (given) => {
            try {
              send(given);
            } catch (cause) {
              subscriber.error(connectionError(cause, 'the request could not be sent'));
            }
          },
          error: (cause: unknown) => subscriber.error(cause),
        }),
      );
      return () => {
        if (!bodyHasOwner) sent?.destroy();
      };
    }),
});
