import { map, throwError, type Observable } from 'rxjs';
import { compactPayload } from '../payload/responses/compactPayload.js';
import { buildError } from '../protocol/errors/ApiError.js';
import { CompactionOutput, type CompactionInput } from '../protocol/requests/CompactionInput.js';
import type { ResponseItem } from '../protocol/ResponseItem.js';
import type { HeaderSource } from '../provider/HttpRequest.js';
import { createSession, type ClientOptions, type EndpointSession } from './http/EndpointSession.js';
import { executeJson } from './http/executeJson.js';

/**
 * A client for the compaction endpoint. It replaces a long conversation with a few items that summarise it.
 *
 * @example
 * const client = new CompactClient({ provider: openai(), auth });
 * client.compactInput({ model: 'gpt-5.1', input: history, instructions: 'Be brief.' }).subscribe((items) => save(items));
 */
export class CompactClient {
  readonly #session: EndpointSession;

  constructor(options: ClientOptions) {
    this.#session = createSession(options);
  }

  /**
   * Compacts a conversation. Emits the items that replace it in the next request, as one list, then completes.
   *
   * Errors: `ApiError`; a `transport` error with `build` if the provider's wire (API format) is not `responses`, as
   * the others have no such endpoint; a `stream` error if the response cannot be read. Failed requests are retried like those of any other
   * call. Teardown: unsubscribing closes the connection.
   */
  // docs/wire.md, section 6.7
  compactInput(input: CompactionInput, headers: HeaderSource = {}): Observable<readonly ResponseItem[]> {
    if (this.#session.provider.wire !== 'responses')
      return throwError(() =>
        buildError('compact endpoint requires responses wire api; use a provider whose wire is "responses"'),
      );
    const spec = () => ({
      method: 'POST' as const,
      path: 'responses/compact',
      accept: 'application/json' as const,
      headers: [headers],
      body: compactPayload(input),
    });
    return executeJson(this.#session, {
      subject: { api: 'compact', body: input },
      spec,
      codec: CompactionOutput,
    }).pipe(map(({ value }) => value.output));
  }
}
