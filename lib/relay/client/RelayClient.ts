import { asyncScheduler, type Observable } from 'rxjs';
import { withDefaults } from '../../provider/Provider.js';
import { defaultRetryConfig } from '../../provider/RetryConfig.js';
import { fetchTransport } from '../../transport/fetchTransport.js';
import { leaveRelay } from './leaveRelay.js';
import { readRelay } from './readRelay.js';
import type { RelayClientOptions, RelayCursor, RelayStreamOptions } from './RelayClientOptions.js';
import type { RelaySession } from './RelaySession.js';
import { RelayStream } from './RelayStream.js';
import { createRelayId } from '../frames/createRelayId.js';

/**
 * The client of a relay, for pages. It needs no key. Its errors are the `ApiError`s that the relay received from the
 * provider, without their secrets.
 *
 * A lost connection is reopened, and the answer continues after the last frame: no event is lost or emitted twice.
 * ```text
 * connection 1:  --a--b--#                   lost
 * connection 2:              --b--c--end     4 ms later, by a GET with Last-Event-ID: 2; b comes again
 *              relayClient.stream('Say hi')
 * events:        --a--b-----------c--|
 * ```
 *
 * The client creates the id of the answer, so a request that was lost on its way is repeated without a second answer.
 *
 * Unsubscribing closes the connection and reports to the relay that this reader will not return.
 *
 * @example
 * // new RelayClient({ url: '/api/chat' })
 * relayClient.stream('Say hi').pipe(accumulate(), coalesce()).subscribe(({ text, error }) => render(text, error?.message));
 */
export class RelayClient {
  readonly #session: RelaySession;
  readonly #createId: () => string;

  constructor({ transport, fetch, retry = {}, createId = createRelayId, ...options }: RelayClientOptions) {
    this.#createId = createId;
    this.#session = {
      url: options.url,
      headers: options.headers ?? {},
      transport: transport ?? fetchTransport({ fetch }),
      retry: withDefaults({ ...defaultRetryConfig, maxAttempts: 6, maxDelay: 10_000 }, retry),
      idleTimeout: options.idleTimeout ?? 45_000,
      connectTimeout: options.connectTimeout ?? 30_000,
      scheduler: options.scheduler ?? asyncScheduler,
      random: options.random ?? Math.random,
    };
  }

  /** Requests the answer to an input, any JSON value. Each subscription requests an answer of its own. */
  stream(input: unknown, options: RelayStreamOptions = {}): RelayStream {
    return this.#open(() => ({ answer: this.#createId(), after: 0, input }), options);
  }

  /** Reads an answer that was requested earlier, here or elsewhere, from a position or from its beginning. */
  resume({ answer, after = 0 }: RelayCursor, options: RelayStreamOptions = {}): RelayStream {
    return this.#open(() => ({ answer, after }), options);
  }

  /**
   * Stops an answer at the relay, for all of its readers. They receive a `stream` error (`cancelled`). Completes once the
   * relay has accepted it.
   */
  stop(answer: string): Observable<never> {
    return leaveRelay(this.#session, { answer });
  }

  #open(
    target: () => { readonly answer: string; readonly after: number; readonly input?: unknown },
    options: RelayStreamOptions,
  ): RelayStream {
    return new RelayStream((demand) =>
      readRelay(this.#session, { ...target(), reader: this.#createId() }, options, demand),
    );
  }
}
