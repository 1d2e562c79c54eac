import { definedMembers } from '../protocol/codec/definedMembers.js';
import { DEFAULT_BUFFER_LIMIT, MAX_TIMER_DELAY } from '../protocol/limits.js';
import { defaultRetryConfig, MAX_ATTEMPTS_CAP, type RetryConfig } from './RetryConfig.js';

/** Which API a provider speaks. */
export type WireApi = 'responses' | 'chat';

/** Where requests go and how patient to be. Plain data; made by `createProvider` or a preset. Source: wire.md 1.1. */
export interface Provider {
  /** Shown to people; `azure` (in any case) switches the Azure rules on. */
  readonly name: string;
  /** An http(s) URL without user, password and fragment; slashes at its end do not matter. */
  readonly baseUrl: string;
  /** Which API it speaks. Default `responses`. */
  readonly wire: WireApi;
  /** Sent with every request; the weakest of all headers. */
  readonly headers: Readonly<Record<string, string>>;
  /** Added to every URL. */
  readonly queryParams: Readonly<Record<string, string>>;
  /** What is retried, how often, and when. */
  readonly retry: RetryConfig;
  /** The longest silence between two events of a stream, in milliseconds. Default 300 000. */
  readonly streamIdleTimeout: number;
  /** The longest wait for the head of a response, credentials included, in milliseconds. Default: streamIdleTimeout. */
  readonly connectTimeout: number;
  /** Whether comments (`: ping`) count as events for the idle timeout. Default false. */
  readonly countComments: boolean;
  /** The most characters that one unfinished server-sent event may take. Default 10 Mi. */
  readonly maxBufferSize: number;
  /**
   * The headers that carry `conversationId`. Default: `session_id`, `conversation_id` and `x-client-request-id`; in a
   * browser none, because a header that the server does not expect breaks CORS.
   */
  readonly sessionHeaders: readonly string[];
}

/** What `createProvider` takes: `name` and `baseUrl`, and whatever should differ from the defaults. */
export type ProviderOptions = Pick<Provider, 'name' | 'baseUrl'> &
  Undefinable<Omit<Provider, 'name' | 'baseUrl' | 'retry'>> & {
    readonly retry?: Undefinable<RetryConfig> | undefined;
  };

/** All of it optional, and undefined the same as absent: options are often read from an environment. */
export type Undefinable<T> = { readonly [K in keyof T]?: T[K] | undefined };

const SESSION_HEADERS = ['session_id', 'conversation_id', 'x-client-request-id'];
// Pages have a document, classic and module workers importScripts; Node, Deno, Bun and edge runtimes have neither.
const inBrowser = (): boolean => 'document' in globalThis || 'importScripts' in globalThis;

/** The defaults, overwritten by what is given. */
export const withDefaults = <T extends object>(defaults: T, given: Undefinable<T>): T => ({
  ...defaults,
  ...definedMembers(given),
});

/**
 * A provider with codex's defaults where nothing is said. Never throws: what is wrong with a provider is reported, as
 * a `build` error that names the option, by the first request made with it.
 *
 * @example
 * const local = createProvider({ name: 'local', baseUrl: 'http://127.0.0.1:8080/v1', retry: { maxAttempts: 2 } });
 */
export const createProvider = ({ retry = {}, ...options }: ProviderOptions): Provider => {
  const merged = withDefaults(defaultRetryConfig, retry);
  const streamIdleTimeout = options.streamIdleTimeout ?? 300_000;
  return withDefaults<Provider>(
    {
      name: options.name,
      baseUrl: options.baseUrl,
      wire: 'responses',
      headers: {},
      queryParams: {},
      retry: { ...merged, maxAttempts: Math.min(merged.maxAttempts, MAX_ATTEMPTS_CAP) },
      streamIdleTimeout,
      connectTimeout: streamIdleTimeout,
      countComments: false,
      maxBufferSize: DEFAULT_BUFFER_LIMIT,
      sessionHeaders: inBrowser() ? [] : SESSION_HEADERS,
    },
    options,
  );
};

const isDuration = (value: number): boolean => value > 0 && value <= MAX_TIMER_DELAY;
const isDelay = (value: number): boolean => value >= 0 && value <= MAX_TIMER_DELAY;

/** What is wrong with the numbers of a provider, in one sentence; undefined if nothing is. NaN fails every comparison. */
export const providerFault = ({
  streamIdleTimeout,
  connectTimeout,
  maxBufferSize,
  retry,
}: Provider): string | undefined => {
  const milliseconds = (name: string, value: number, least = 'above 0') =>
    `${name} is ${value}; expected milliseconds ${least} and at most ${MAX_TIMER_DELAY}`;
  if (!isDuration(streamIdleTimeout)) return milliseconds('streamIdleTimeout', streamIdleTimeout);
  if (!isDuration(connectTimeout)) return milliseconds('connectTimeout', connectTimeout);
  if (!isDelay(retry.baseDelay)) return milliseconds('retry.baseDelay', retry.baseDelay, 'from 0');
  if (!isDelay(retry.maxDelay)) return milliseconds('retry.maxDelay', retry.maxDelay, 'from 0');
  if (!(retry.maxAttempts >= 0))
    return `retry.maxAttempts is ${retry.maxAttempts}; expected a number of retries, 0 or more`;
  if (!(maxBufferSize > 0)) return `maxBufferSize is ${maxBufferSize}; expected a number of characters above 0`;
  return undefined;
};
