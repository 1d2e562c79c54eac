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
   * Lists the models once, then completes. It reads the format of codex and that of the OpenAI API, which has only the
   * names.
   *
   * Errors: `ApiError`; `stream` if the response cannot be read. Retries as any request. Teardown: unsubscribing closes
   * the connection.
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
