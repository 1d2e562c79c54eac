import type { SchedulerLike } from 'rxjs';
import { ChatClient } from '../../clients/ChatClient.js';
import { GeminiClient } from '../../clients/GeminiClient.js';
import { MessagesClient } from '../../clients/MessagesClient.js';
import { ResponsesClient } from '../../clients/ResponsesClient.js';
import type { ResponseStream } from '../../clients/http/ResponseStream.js';
import type { Provider } from '../../provider/Provider.js';
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
  const options = { provider, transport: fixtureTransport(path), scheduler };
  switch (provider.wire) {
    case 'responses':
      return new ResponsesClient(options).stream({ stream: true });
    case 'chat':
      return new ChatClient(options).stream({ stream: true });
    case 'messages':
      return new MessagesClient(options).stream({ stream: true });
    case 'gemini':
      return new GeminiClient(options).stream('fixture', {});
  }
};
