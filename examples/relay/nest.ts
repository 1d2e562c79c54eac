// NestJS: one answer without replay by `@Sse()`, and a relay. `NestFactory.create(ChatModule, { bodyParser: false })`
import 'reflect-metadata';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { All, Controller, Inject, Module, Query, Req, Res, Sse, type MessageEvent } from '@nestjs/common';
import { apiError, bearerAuth, isApiError, openai, ResponsesClient } from 'codex-rx';
import { nodeListener } from 'codex-rx/node';
import { publicError, relay } from 'codex-rx/relay';
import { catchError, map, of, throwError, type Observable } from 'rxjs';

const CLIENT = Symbol('ResponsesClient');

@Controller('api')
export class ChatController {
  readonly #client: ResponsesClient;
  readonly #listener: ReturnType<typeof nodeListener>;

  constructor(@Inject(CLIENT) client: ResponsesClient) {
    this.#client = client;
    this.#listener = nodeListener(
      relay({
        ask: (input) => {
          if (typeof input !== 'string') throw apiError({ type: 'invalid_request', detail: 'send a question' });
          return client.streamPrompt('gpt-5.1', { instructions: 'Be brief.', input });
        },
      }),
    );
  }

  /** For an `EventSource`: no cursors, no heartbeats, no replay. Nest unsubscribes when the page leaves. */
  @Sse('haiku')
  haiku(@Query('about') about = 'streams'): Observable<MessageEvent> {
    return this.#client.streamPrompt('gpt-5.1', `Write a haiku about ${about}`).pipe(
      map((data): MessageEvent => ({ data })),
      catchError((cause: unknown) =>
        isApiError(cause) ? of({ type: 'failed', data: publicError(cause) }) : throwError(() => cause),
      ),
    );
  }

  /** For a `RelayClient`: all of docs/relay.md. */
  @All('chat')
  chat(@Req() request: IncomingMessage, @Res() response: ServerResponse): void {
    this.#listener(request, response);
  }
}

@Module({
  controllers: [ChatController],
  providers: [
    {
      provide: CLIENT,
      useFactory: () =>
        new ResponsesClient({
          provider: openai({ baseUrl: process.env['OPENAI_BASE_URL'] }), // undefined: OpenAI itself
          auth: bearerAuth(() => process.env['OPENAI_API_KEY']),
        }),
    },
  ],
})
export class ChatModule {
  readonly name = 'chat';
}
