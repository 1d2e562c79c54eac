import { map, type Observable } from 'rxjs';
import { memoriesPayload } from '../payload/responses/memoriesPayload.js';
import {
  MemoriesOutput,
  memorySummary,
  type MemorySummarizeInput,
  type MemorySummarizeOutput,
} from '../protocol/requests/MemorySummarizeInput.js';
import type { HeaderSource } from '../provider/HttpRequest.js';
import { createSession, type ClientOptions, type EndpointSession } from './http/EndpointSession.js';
import { executeJson } from './http/executeJson.js';

/**
 * A client for the memories endpoint. It summarises traces of earlier work.
 *
 * @example
 * const client = new MemoriesClient({ provider: openai(), auth });
 * const raw_memories = [{ id: 'trace_1', metadata: { source_path: 'trace.jsonl' }, items: history }];
 * client.summarizeInput({ model: 'gpt-5.1', raw_memories }).subscribe((summaries) => save(summaries));
 */
export class MemoriesClient {
  readonly #session: EndpointSession;

  constructor(options: ClientOptions) {
    this.#session = createSession(options);
  }

  /**
   * Summarises traces. Emits one list with one summary per trace, in the order of the traces, then completes.
   *
   * Errors: `ApiError`; a `stream` error if the response cannot be read. Failed requests are retried like those of any
   * other call. Teardown: unsubscribing closes the connection.
   */
  summarizeInput(
    input: MemorySummarizeInput,
    headers: HeaderSource = {},
  ): Observable<readonly MemorySummarizeOutput[]> {
    // docs/wire.md, section 6.8
    const spec = () => ({
      method: 'POST' as const,
      path: 'memories/trace_summarize',
      accept: 'application/json' as const,
      headers: [headers],
      body: memoriesPayload(input),
    });
    return executeJson(this.#session, {
      subject: { api: 'memories', body: input },
      spec,
      codec: MemoriesOutput,
    }).pipe(map(({ value }) => value.output.map(memorySummary)));
  }
}
