import type { SchedulerLike } from 'rxjs';
import { ChatClient } from '../clients/ChatClient.js';
import { ResponsesClient } from '../clients/ResponsesClient.js';
import type { ResponseStream } from '../clients/http/ResponseStream.js';
import type { Provider } from '../provider/Provider.js';
import { fixtureTransport } from './fixtureTransport.js';

/** Options for `streamFromFixture`. */
export interface StreamFromFixtureOptions {
  /** The clock of the provider's idle timeout. Default: asyncScheduler. */
  readonly scheduler?: SchedulerLike | undefined;
}

/**
 * Streams a text file as if it were a response of the provider, in the format of the provider's `wire`. Every line is a
 * server-sent event of its own, so a `data:` line must hold a complete payload. The file is read on subscription.
 * Nothing is sent.
 *
 * ```sse
 * data: {"type":"response.created", …}
 * data: {"type":"response.completed", …}
 * ```
 *
 * Errors: `stream`, with the operating system's text, if the file cannot be read; otherwise those of a client's stream.
 * Teardown: unsubscribing closes the file.
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
