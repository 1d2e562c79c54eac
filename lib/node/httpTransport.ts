import * as http from 'node:http';
import * as https from 'node:https';
import { Observable, switchMap, type SchedulerLike } from 'rxjs';
import { alwaysOpen, type Demand } from '../backpressure/Demand.js';
import { followDemand } from '../backpressure/followDemand.js';
import { buildError } from '../protocol/errors/ApiError.js';
import { connectionError } from '../transport/connectionError.js';
import { drainable, type DrainableOptions, type DrainLimits } from '../transport/drainable.js';
import { drainingConnections } from '../transport/drainingConnections.js';
import { lostConnection } from '../transport/lostConnection.js';
import type { HttpTransport, StreamResponse } from '../transport/HttpTransport.js';
import { originOf } from '../transport/originOf.js';
import { outgoing, type Outgoing } from '../transport/outgoing.js';
import { readOnce } from '../transport/readOnce.js';
import { environmentAgents, type AgentOf } from './environmentAgents.js';
import { plainBody } from './plainBody.js';
import { failRefusedTunnel } from './proxy/failRefusedTunnel.js';
import { throughProxy } from './proxy/throughProxy.js';
import { zstdCompress } from './zstdCompress.js';

/** Options for `httpTransport`. */
export interface HttpTransportOptions {
  /**
   * The agent that manages the connections: certificates, proxies, number of connections. It must be an `https.Agent`
   * if the provider's address begins with https. Default: an agent of this transport, which keeps idle connections for
   * 30 s and follows the environment: `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`, `NO_PROXY`, and `CODEX_CA_CERTIFICATE`
   * or `SSL_CERT_FILE` for further certificates.
   */
  readonly agent?: http.Agent | undefined;
  /**
   * The limits within which the rest of a body is read after the answer is complete, so that the connection can be
   * reused. Default: 1000 ms and 64 KiB. `false` closes the connection at once.
   */
  readonly drain?: DrainLimits | false | undefined;
  /** Measures the time limit of `drain`. Default: a timer that does not keep the process alive. */
  readonly scheduler?: SchedulerLike | undefined;
}

const addressOf = (url: string): URL => {
  const address = new URL(url);
  if (address.protocol !== 'http:' && address.protocol !== 'https:')
    throw buildError(`the URL of a request must begin with http:// or https://, got ${address.protocol}`);
  if (address.username !== '' || address.password !== '')
    throw buildError(
      'the URL of a request must not contain a user name or password; pass the credentials in the option auth',
    );
  return address;
};

const headersOf = (message: http.IncomingMessage): Headers => {
  const headers = new Headers();
  const { rawHeaders } = message;
  for (let index = 0; index + 1 < rawHeaders.length; index += 2)
    headers.append(rawHeaders[index] ?? '', rawHeaders[index + 1] ?? '');
  return headers;
};

/**
 * Reads a body while demand is open, i.e. while the consumer accepts data. Emits everything that has arrived as one
 * chunk.
 */
const readBody = (request: http.ClientRequest, message: http.IncomingMessage, demand: Demand) => {
  const chunks = new Observable<Uint8Array>((subscriber) => {
    const body = plainBody(message);
    let hasEnded = false;

    const read = () => {
      while (demand.isOpen && !subscriber.closed) {
        const chunk: unknown = body.read();
        if (!(chunk instanceof Uint8Array)) return; // null means that no more data has arrived
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
      if (message.complete) return; // bytes after the end of the body are not part of it
      read(); // data that arrived before the malformed chunk, or before the connection was lost
      fail(cause);
    });
    const demandChanges = followDemand(demand, read, (cause) => subscriber.error(cause));
    return () => {
      demandChanges.unsubscribe();
      if (!hasEnded) request.destroy();
    };
  });
  return chunks.pipe(readOnce());
};

const ignore = () => undefined;

/** The connection of a response, or null if all of it has come: a compressed body is still read after that. */
const socketOf = ({ socket }: http.IncomingMessage): http.IncomingMessage['socket'] | null => socket;

const bodyOf = (
  request: http.ClientRequest,
  message: http.IncomingMessage,
  demand: Demand,
  { onDrain, ...options }: DrainableOptions,
) =>
  drainable((open) => readBody(request, message, open), demand, {
    ...options,
    onDrain: () => {
      socketOf(message)?.unref(); // an agent that uses the connection again makes it count again
      return onDrain?.() ?? ignore;
    },
  });

/**
 * Creates a transport over `node:http` and `node:https`. For events that arrive one at a time it needs less than half
 * the processor time of Node's `fetch` (`npm run bench`). It sets no time limits. It compresses requests like
 * `nodeTransport`. Each subscription makes one connection attempt.
 *
 * Proxies and certificates come from the environment, unless there is an `agent`. When an answer is complete, the rest
 * of its body is read in the background, within the limits of `drain`, so that the next request can use the connection.
 * Neither this nor an idle connection keeps the process alive.
 *
 * Errors: an `ApiError` of type `transport`, with kind `build` (nothing was sent) or `network`. Reading the body twice
 * fails with type `stream`. Teardown: unsubscribing closes the socket, while waiting for the response and while reading
 * the body. After a complete answer it is closed within the limits of `drain`.
 *
 * @example
 * new ResponsesClient({ provider: openai(), auth, transport: httpTransport() });
 */
export const httpTransport = ({ agent, drain, scheduler }: HttpTransportOptions = {}): HttpTransport => {
  const agentOf: AgentOf = agent === undefined ? environmentAgents() : () => agent;
  const connections = drainingConnections(scheduler);
  const stream: HttpTransport['stream'] = (request, demand = alwaysOpen) =>
    new Observable<StreamResponse>((subscriber) => {
      const origin = originOf(request.url);
      let sent: http.ClientRequest | undefined;
      let bodyHasOwner = false;

      const send = ({ headers, body }: Outgoing): void => {
        const address = addressOf(request.url);
        const { method } = request;
        const start = address.protocol === 'https:' ? https.request : http.request;
        const used = agentOf(address);
        sent = start(address, { method, headers: Object.fromEntries(headers), agent: used });
        // Never removed: without a listener, a socket that fails after the last unsubscription would terminate the
        // process.
        sent.on('error', ignore);
        const onError = (cause: unknown) =>
          subscriber.error(connectionError(cause, `no response was received${throughProxy(used)}`));
        sent.on('error', onError);
        failRefusedTunnel(sent, used);
        sent.once('response', onResponse(sent, onError));
        sent.end(body);
      };
      const onResponse =
        (exchange: http.ClientRequest, onError: (cause: unknown) => void) => (message: http.IncomingMessage) => {
          bodyHasOwner = true;
          exchange.off('error', onError); // it refers to the request, which an open response must not keep in memory
          const { statusCode: status = 0 } = message;
          const options = { drain, scheduler, onDrain: connections.adder(origin) };
          subscriber.next({ status, headers: headersOf(message), ...bodyOf(exchange, message, demand, options) });
          subscriber.complete();
        };

      subscriber.add(
        connections
          .whenFree(origin)
          .pipe(switchMap(() => outgoing(request, zstdCompress)))
          .subscribe({
            next: (outgoingRequest) => {
              try {
                send(outgoingRequest);
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
    });
  return { stream };
};
