import type { SchedulerLike } from 'rxjs';
import { ChatClient } from '../clients/ChatClient.js';
import { ResponsesClient } from '../clients/ResponsesClient.js';
import type { ResponseStream } from '../clients/http/ResponseStream.js';
import type { Provider } from '../provider/Provider.js';
import { fixtureTransport } from './fixtureTransport.js';

/** Options for `streamFromFixture`. */
export interface StreamFromFixtureOptions {
  /** The scheduler for the provider's idle timeout. Default: asyncScheduler. */
  readonly scheduler?: SchedulerLike | undefined;
}

/**
 * Streams a text file as if it were a response of the provider, in the format of the provider's `wire`. Each line is
 * one server-sent event, so each `data:` line must contain a complete payload. The file is read on subscription. No
 * request is made.
 *
 * ```sse
 * data: {"type":"response.created", …}
 * data: {"type":"response.completed", …}
 * ```
 *
 * Errors: an `ApiError` of type `stream` with the operating system's message if the file cannot be read; also any error
 * of a client's stream, e.g. for an incomplete answer. Teardown: unsubscribing closes the file.
 *
 * @example
 * streamFromFixture('fixtures/greeting.txt', openai()).pipe(ofType('output_text_delta')).subscribe(({ delta }) => append(delta));
 */
// docs/wire.md, section 12
export const streamFromFixture = (
  path: string,
  provider: Provider,
  { scheduler }: StreamFromFixtureOptions = {},
): ResponseStream => {
  const Client = provider.wire === 'chat' ? ChatClient : ResponsesClient;
  return new Client({ provider, transport: fixtureTransport(path), scheduler }).stream({ stream: true });
};
