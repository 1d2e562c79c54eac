import { map, type Observable } from 'rxjs';
import { memoriesPayload } from '../payload/responses/memoriesPayload.js';
import {
  MemoriesOutput,
  memorySummary,
  type MemorySummarizeInput,
  type MemorySummarizeOutput,
} from '../protocol/MemorySummarizeInput.js';
import type { HeaderSource } from '../provider/HttpRequest.js';
import { createSession, type ClientOptions, type EndpointSession } from './http/EndpointSession.js';
import { executeJson } from './http/executeJson.js';

/**
 * A client of the memories endpoint: sums up traces of former work.
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
   * Sums up traces; emits one summary per trace, in their order, as one list, then completes.
   *
   * Errors: `ApiError`; `stream` where the reply cannot be read. Retries like any request. Teardown: unsubscribing closes
   * the socket. Source: wire.md 6.8.
   */
  summarizeInput(
    input: MemorySummarizeInput,
    headers: HeaderSource = {},
  ): Observable<readonly MemorySummarizeOutput[]> {
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
