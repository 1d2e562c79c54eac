import type { SchedulerLike } from 'rxjs';
import { ChatClient } from '../clients/ChatClient.js';
import { ResponsesClient } from '../clients/ResponsesClient.js';
import type { ResponseStream } from '../clients/http/ResponseStream.js';
import type { Provider } from '../provider/Provider.js';
import { fixtureTransport } from './fixtureTransport.js';

/** How a fixture is streamed. */
export interface StreamFromFixtureOptions {
  /** Measures the provider's idle timeout. Default: asyncScheduler. */
  readonly scheduler?: SchedulerLike | undefined;
}

/**
 * Streams a text file as if a provider had sent it, on the provider's wire: every line is a server-sent event of its own, so the payload of a
 * `data:` line must be whole. Nothing is read before somebody subscribes, and nothing is sent.
 *
 * ```sse
 * data: {"type":"response.created", …}
 * data: {"type":"response.completed", …}
 * ```
 *
 * Errors: `stream`, with the operating system's text, where the file cannot be read; otherwise what a client's stream
 * fails with. Teardown: unsubscribing closes the file. Source: wire.md 12.
 *
 * @example
 * streamFromFixture('fixtures/greeting.txt', openai()).pipe(ofType('output_text_delta')).subscribe(({ delta }) => append(delta));
 */
export const streamFromFixture = (
  path: string,
  provider: Provider,
  { scheduler }: StreamFromFixtureOptions = {},
): ResponseStream => {
  const Client = provider.wire === 'chat' ? ChatClient : ResponsesClient;
  return new Client({ provider, transport: fixtureTransport(path), scheduler }).stream({ stream: true });
};
