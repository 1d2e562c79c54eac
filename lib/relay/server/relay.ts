import { isApiError } from '../../protocol/errors/ApiError.js';
import { notify } from '../../telemetry/Telemetry.js';
import { corsHeaders } from './cors.js';
import { hookFailed, refusal, refusalOf } from './refusal.js';
import type { RelayOptions } from './RelayOptions.js';
import { asyncScheduler } from 'rxjs';
import { relayHooks } from './hooks.js';
import { RELAY_TIMES } from './relayTimes.js';
import { relayRoutes } from './relayRoutes.js';
import { targetOf } from './target.js';

/** Handles the requests of pages. */
export interface RelayHandler {
  (request: Request): Promise<Response>;
  /**
   * Ends all answers of this process, so that it can exit, and refuses new ones with 503. Their readers receive a
   * `stream` error (`cancelled`).
   */
  close(): void;
  /**
   * Refuses new answers with 503, and waits for the running ones. Then, or after `limit` milliseconds, closes the
   * handler. Call it at SIGTERM.
   */
  drain(limit: number): Promise<void>;
}

/**
 * Creates the handler of an address at which pages request answers. The key stays on the server. `RelayClient` is its
 * client; an `EventSource` can read an answer by its id.
 *
 * - `POST`: starts the answer to the JSON value in the body. With `?answer=<id>`, an answer that has this id already is
 *   not started again, so a page may repeat a request that was lost.
 * - `GET ?answer=<id>`: reads an answer, from the frame after `Last-Event-ID` or from its beginning. Any number of readers
 *   can read it, also after its end, as long as the store keeps it.
 * - `DELETE ?answer=<id>&reader=<id>`: the reader will not return. Without `reader`, the answer is stopped for all.
 *
 * When its last reader leaves, the relay unsubscribes from an answer, which closes the connection to the provider.
 * After a lost connection, it first waits `grace` milliseconds, because a page that is reloaded reconnects.
 *
 * Errors: a request is refused with a status and a JSON body; an error of the answer becomes its last frame, without
 * secrets. Teardown: `close()` ends all answers, `drain()` waits for them first.
 *
 * @example
 * const handle = relay({
 *   ask: (input) => client.streamPrompt('gpt-5.1', String(input)),
 *   authorize: (request) => (request.headers.get('cookie') === null ? { refuse: 401 } : { user: 'ann' }),
 * });
 * const response = await handle(new Request('https://app.example/api/chat', {
 *   method: 'POST',
 *   headers: { 'content-type': 'application/json', cookie: 'session=1' },
 *   body: JSON.stringify('Say hi'),
 * }));
 * console.log(response.status, await response.text());
 */
export const relay = (options: RelayOptions): RelayHandler => {
  const { cors, onError, hookTimeout = RELAY_TIMES.hookTimeout, scheduler = asyncScheduler } = options;
  const limits = { hookTimeout, scheduler };
  const hooks = relayHooks(options, limits);
  const routes = relayRoutes(options, hooks, limits);

  const route = async (request: Request): Promise<Response> => {
    const { method } = request;
    if (method === 'OPTIONS') return new Response(null, { status: 204 });
    if (method !== 'GET' && method !== 'POST' && method !== 'DELETE') return refusal(405);
    const admitted = await hooks.authorize(request);
    if (admitted !== undefined && 'refuse' in admitted) return refusal(admitted.refuse, admitted);
    const target = targetOf(request, admitted?.user);
    return target === undefined ? refusal(404) : routes[method](request, target);
  };

  const handle = async (request: Request): Promise<Response> => {
    const response = await route(request).catch((cause: unknown) => {
      const error = isApiError(cause) ? cause : hookFailed(cause);
      notify(() => onError?.(error));
      return refusalOf(error);
    });
    for (const [name, value] of Object.entries(corsHeaders(request, cors))) response.headers.set(name, value);
    return response;
  };
  return Object.assign(handle, { close: routes.close, drain: routes.drain });
};
