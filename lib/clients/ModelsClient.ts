import { map, type Observable } from 'rxjs';
import { ModelsOutput, type ModelList } from '../protocol/ModelInfo.js';
import type { HeaderSource } from '../provider/HttpRequest.js';
import { createSession, type ClientOptions, type EndpointSession } from './http/EndpointSession.js';
import { executeJson } from './http/executeJson.js';

/**
 * A client for the models endpoint.
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
   * Emits the list of models once, then completes. It accepts both the codex format and the OpenAI format; the OpenAI
   * format contains only the names of the models.
   *
   * Errors: `ApiError`; a `stream` error if the response cannot be read. Failed requests are retried like those of any
   * other call. Teardown: unsubscribing closes the connection.
   *
   * @param clientVersion the version of the calling program. Some servers list only the models that it can use.
   */
  listModels(clientVersion: string, headers: HeaderSource = {}): Observable<ModelList> {
    // docs/wire.md, section 6.9
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
