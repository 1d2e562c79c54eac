import type { SchedulerLike } from 'rxjs';
import type { RetryConfig } from '../../provider/RetryConfig.js';
import type { HttpTransport } from '../../transport/HttpTransport.js';
import type { HeadersOption } from './RelayClientOptions.js';

/** The options of a `RelayClient` with all defaults applied. */
export interface RelaySession {
  readonly url: string;
  readonly headers: HeadersOption;
  readonly transport: HttpTransport;
  readonly retry: RetryConfig;
  readonly idleTimeout: number;
  readonly connectTimeout: number;
  readonly scheduler: SchedulerLike;
  readonly random: () => number;
}

/** The answer that is read, and by whom. With `input`, the relay starts it if it does not exist. */
export interface RelayTarget {
  readonly answer: string;
  readonly reader: string;
  readonly after: number;
  readonly input?: unknown;
}
