import { expect } from 'chai';
import {
  fetchTransport,
  isApiError,
  type ApiError,
  type ClientOptions,
  type ProviderOptions,
  type HttpTransport,
  type RoutedOptions,
  type ResponseEvent,
  type ResponseStream,
} from 'codex-rx';
import type { RecordedTelemetry } from 'codex-rx/testing';
import type { Observable, Observer } from 'rxjs';
import { clientOptions, PROMPT } from '../clientOptions.js';
import type { Exchange } from '../server/Exchange.js';
import { FaultServer } from '../server/FaultServer.js';
import { halfOf, wholeOf, type Wire } from '../wires.js';

/** A server, and a client of it. */
export interface Asking {
  readonly server: FaultServer;
  readonly options: ClientOptions & { readonly telemetry: RecordedTelemetry };
  readonly ask: (options?: RoutedOptions, client?: Partial<ClientOptions>) => ResponseStream;
}

type PlayWire = (exchange: Exchange, wire: Wire) => void | Promise<void>;

/** Runs a row against a server that plays something; the connections that it left in an answer must be closed after it. */
export const against =
  (play: PlayWire, run: (asking: Asking, wire: Wire) => unknown, provider: Partial<ProviderOptions> = {}) =>
  async (wire: Wire, transport: HttpTransport = fetchTransport()): Promise<void> => {
    const server = await FaultServer.listen({ play: (exchange) => play(exchange, wire) });
    try {
      const options = clientOptions(server.origin, transport, provider);
      await run(
        { server, options, ask: (request, client) => wire.ask({ ...options, ...client }, PROMPT, request) },
        wire,
      );
      await server.settled();
    } finally {
      await server.stop();
    }
  };

export const whole: PlayWire = (exchange, wire) => exchange.stream(wholeOf(wire));

/** Two deltas, and then nothing. */
export const half: PlayWire = async (exchange, wire) => {
  await exchange.head();
  await exchange.chunk(halfOf(wire));
};

export const never: PlayWire = () => undefined;

/** Waits, turn by turn of the event loop; mocha's time-out is the limit. */
export const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
};

/** What a stream came to. */
export interface Outcome {
  readonly events: readonly ResponseEvent[];
  readonly error: unknown;
}

export const outcomeOf = (source: Observable<ResponseEvent>): Promise<Outcome> =>
  new Promise((resolve) => {
    const events: ResponseEvent[] = [];
    source.subscribe({
      next: (event) => events.push(event),
      error: (error: unknown) => resolve({ events, error }),
      complete: () => resolve({ events, error: undefined }),
    });
  });

export const errorOf = async (source: Observable<ResponseEvent>): Promise<ApiError> => {
  const { error } = await outcomeOf(source);
  if (isApiError(error)) return error;
  throw new Error('expected an ApiError', { cause: error });
};

/** Takes events, and nothing else: a stream that its consumer has left neither fails nor completes. */
export const leaving = (next: (event: ResponseEvent) => void = () => undefined): Observer<ResponseEvent> => ({
  next,
  error: () => expect.fail('no error was expected'),
  complete: () => expect.fail('no completion was expected'),
});

/** How many timers would keep the process alive. */
export const pendingTimers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
