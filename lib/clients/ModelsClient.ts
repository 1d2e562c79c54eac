import { map, type Observable } from 'rxjs';
import { ModelsOutput, type ModelList } from '../protocol/ModelInfo.js';
import type { HeaderSource } from '../provider/HttpRequest.js';
import { createSession, type ClientOptions, type EndpointSession } from './http/EndpointSession.js';
import { executeJson } from './http/executeJson.js';

/**
 * A client of the models endpoint.
 *
 * @example
 * new ModelsClient({ provider: openai(), auth }).listModels('1.0.0').subscribe(({ models }) => save(models));
 */
export class ModelsClient {
  readonly #session: EndpointSession;

  constructor(options: ClientOptions) {
    this.#session = createSession(options);
  }

  /**
   * Lists the models, then completes. Reads codex's list and the OpenAI API's, which tells only the names.
   *
   * Errors: `ApiError`; `stream` where the reply cannot be read. Retries like any request. Teardown: unsubscribing closes
   * the socket. Source: wire.md 6.9.
   *
   * @param clientVersion the version of the program that asks; some servers list only what it can use.
   */
  listModels(clientVersion: string, headers: HeaderSource = {}): Observable<ModelList> {
    const spec = () => ({
      method: 'GET' as const,
      path: 'models',
      params: { client_version: clientVersion },
      accept: 'application/json' as const,
      headers: [headers],
    });
    return executeJson(this.#session, { subject: { api: 'models' }, spec, codec: ModelsOutput }).pipe(
      map(({ value: { models, etag }, headers: received }) => ({ models, etag: received.get('etag') ?? etag })),
    );
  }
}
