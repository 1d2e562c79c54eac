import type { SchedulerLike } from 'rxjs';
import type { ApiError } from '../../protocol/errors/ApiError.js';
import type { AnswerSource } from '../frames/AnswerSource.js';
import type { CorsOptions } from './cors.js';
import type { ReadableBytesOptions } from '../frames/readableBytes.js';
import type { ReplayStore } from '../store/ReplayStore.js';
import type { EventStreamOptions } from '../frames/toEventStream.js';

/** The request of a page, for the hooks of a relay. */
export interface RelayContext {
  readonly request: Request;
  /** The user that `authorize` returned. */
  readonly user: string | undefined;
  /** The id of the answer. */
  readonly answer: string;
}

/** The decision about a request: it belongs to a user, or it is refused. */
export type Authorization =
  { readonly user: string } | { readonly refuse: 401 | 403; readonly message?: string | undefined };

/** Options for `relay`. */
export interface RelayOptions extends EventStreamOptions, Pick<ReadableBytesOptions, 'highWaterMark'> {
  /**
   * Returns the answer to the input of a page. The input is any JSON value that a page, or an attacker, has sent: check
   * it, and choose the model here. An `ApiError` that is thrown here becomes the error of the answer. The function may
   * return a promise, e.g. after a query of a database.
   */
  readonly ask: (input: unknown, context: RelayContext) => AnswerSource<unknown> | PromiseLike<AnswerSource<unknown>>;
  /** Decides about each request. A user cannot read the answers of another user. Default: every request is allowed. */
  readonly authorize?: ((request: Request) => Authorization | PromiseLike<Authorization>) | undefined;
  /**
   * Limits the rate of new answers. Returns the time in milliseconds after which the user may send another request, or
   * undefined to admit the request. Default: no limit.
   */
  readonly limit?: ((context: RelayContext) => number | undefined | PromiseLike<number | undefined>) | undefined;
  /** Keeps the frames for readers that connect late or reconnect. Default: `memoryReplayStore()`. */
  readonly store?: ReplayStore | undefined;
  /** The time that an answer continues after its last reader was lost, in milliseconds. Default: 10 000. */
  readonly grace?: number | undefined;
  /** Lets answers continue to their end without readers. They can still be stopped. Default: false. */
  readonly keepRunning?: boolean | undefined;
  /** The maximum number of readers at the same time. An answer that runs without one counts, too. Default: 10 000. */
  readonly maxReaders?: number | undefined;
  /** The maximum length of the body of a request, in characters. Default: 1 048 576. */
  readonly maxBodySize?: number | undefined;
  /** The longest wait for the body of a request, in milliseconds. Default: 30 000. */
  readonly bodyTimeout?: number | undefined;
  /**
   * The longest wait for a promise of `authorize`, `limit`, `ask` or the store, in milliseconds. The request is then
   * refused with 503. Default: 10 000.
   */
  readonly hookTimeout?: number | undefined;
  /**
   * The time without a sign of its process after which an answer in a shared store counts as lost, in milliseconds. Its
   * readers then receive a `stream` error (`connection_lost`). Needs a store with `keepAlive`. Default: 30 000.
   */
  readonly lease?: number | undefined;
  /** Pages of other origins that may use the relay. Default: none, so only pages of the same origin can. */
  readonly cors?: CorsOptions | undefined;
  /** Receives every error with all details, for the log of the server. Its exceptions are dropped. Default: none. */
  readonly onError?: ((error: ApiError) => void) | undefined;
  /** Runs every wait. Default: asyncScheduler. */
  readonly scheduler?: SchedulerLike | undefined;
}
