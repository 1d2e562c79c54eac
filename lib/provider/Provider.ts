import { definedMembers } from '../protocol/codec/definedMembers.js';
import { isJsonObject } from '../protocol/codec/json.js';
import { DEFAULT_BUFFER_LIMIT, MAX_ANSWER_SIZE, MAX_ITEMS, MAX_TIMER_DELAY } from '../protocol/limits.js';
import { profileOf } from './profileOf.js';
import { defaultRetryConfig, MAX_ATTEMPTS_CAP, type RetryConfig } from './RetryConfig.js';
import type { ServerProfile } from '../protocol/ServerProfile.js';

/** The API of a provider. */
export type WireApi = 'responses' | 'chat' | 'messages' | 'gemini';

/**
 * The server that requests are sent to, with its timeouts and retries. Plain data, created by `createProvider` or a
 * preset.
 */
export interface Provider {
  /** A name for people. `azure`, in upper or lower case, turns on the rules for Azure. */
  readonly name: string;
  /**
   * An http or https URL without user, password and fragment. Slashes at its end are ignored. In a page it may be a path
   * such as `/api/v1`.
   */
  readonly baseUrl: string;
  /** The API of the provider. Default: `responses`. */
  readonly wire: WireApi;
  /** Headers sent with every request. All other headers overwrite them. */
  readonly headers: Readonly<Record<string, string>>;
  /** Query parameters added to every URL. */
  readonly queryParams: Readonly<Record<string, string>>;
  /** The retries of failed attempts. */
  readonly retry: RetryConfig;
  /** The longest time between two events of a stream, in milliseconds. Default: 300 000. */
  readonly streamIdleTimeout: number;
  /**
   * The timeout for the credentials and for the head (status and headers) of a response, in milliseconds. Default:
   * `streamIdleTimeout`.
   */
  readonly connectTimeout: number;
  /** Set to true to count comments (`: ping`) as events for the idle timeout. Default: false. */
  readonly countComments: boolean;
  /** The maximum length of one unfinished server-sent event, in characters. Default: 10 485 760. */
  readonly maxBufferSize: number;
  /**
   * The maximum length of all frames of one answer together, in characters. A resumed answer has it for each connection.
   * Default: 67 108 864.
   */
  readonly maxAnswerSize: number;
  /**
   * The maximum number of items of one answer; also of its calls, its annotations and the parts of a summary. Default:
   * 2000.
   */
  readonly maxItems: number;
  /**
   * The headers that carry `conversationId`. Default: `session_id`, `conversation_id` and `x-client-request-id`; in a
   * browser there are none, because a header that the server does not allow breaks CORS.
   */
  readonly sessionHeaders: readonly string[];
  /** The profile of the server. Default: that of a known host, otherwise `standard`, which most servers accept. */
  readonly profile: ServerProfile;
}

/** Options for `createProvider`: `name` and `baseUrl` are required, the others have defaults. */
export type ProviderOptions = Pick<Provider, 'name' | 'baseUrl'> &
  Undefinable<Omit<Provider, 'name' | 'baseUrl' | 'retry' | 'profile'>> & {
    readonly retry?: Undefinable<RetryConfig> | undefined;
    /** A row, or the members that differ from the default row. */
    readonly profile?: Undefinable<ServerProfile> | undefined;
  };

/**
 * A type whose members are all optional. Undefined counts as absent, because options are often read from an
 * environment.
 */
export type Undefinable<T> = { readonly [K in keyof T]?: T[K] | undefined };

const SESSION_HEADERS = ['session_id', 'conversation_id', 'x-client-request-id'];
// Pages have `document`, and workers have `importScripts`. Node, Deno, Bun and edge runtimes have neither.
const inBrowser = (): boolean => 'document' in globalThis || 'importScripts' in globalThis;

/** Returns the defaults, overwritten by the given members. */
export const withDefaults = <T extends object>(defaults: T, given: Undefinable<T>): T => ({
  ...defaults,
  ...definedMembers(given),
});

/** Merges an object that may be null, or anything else, in plain JavaScript: that is then kept, and is a fault of the client. */
const overDefaults = <T extends object>(defaults: T, given: Undefinable<T>): T =>
  isJsonObject(given) ? withDefaults<T>(defaults, given) : given;

/**
 * Creates a provider, with codex's defaults for absent options. Never throws: an invalid option is reported by the
 * first request, as a `build` error that names the option.
 *
 * @example
 * const local = createProvider({ name: 'local', baseUrl: 'http://127.0.0.1:8080/v1', retry: { maxAttempts: 2 } });
 */
export const createProvider = (given: ProviderOptions): Provider => {
  // Plain JavaScript may pass nothing. The members that are missing are then a fault of the client.
  const { retry = {}, profile = {}, ...options }: ProviderOptions = { ...given };
  const merged = overDefaults(defaultRetryConfig, retry);
  const streamIdleTimeout = options.streamIdleTimeout ?? 300_000;
  return withDefaults<Provider>(
    {
      name: options.name,
      baseUrl: options.baseUrl,
      wire: 'responses',
      headers: {},
      queryParams: {},
      retry:
        isJsonObject(merged) && merged.maxAttempts > MAX_ATTEMPTS_CAP
          ? { ...merged, maxAttempts: MAX_ATTEMPTS_CAP }
          : merged,
      streamIdleTimeout,
      connectTimeout: streamIdleTimeout,
      countComments: false,
      maxBufferSize: DEFAULT_BUFFER_LIMIT,
      maxAnswerSize: MAX_ANSWER_SIZE,
      maxItems: MAX_ITEMS,
      sessionHeaders: inBrowser() ? [] : SESSION_HEADERS,
      profile: overDefaults(profileOf(options.baseUrl), profile),
    },
    options,
  );
};

const isDuration = (value: number): boolean => value > 0 && value <= MAX_TIMER_DELAY;
const isDelay = (value: number): boolean => value >= 0 && value <= MAX_TIMER_DELAY;

const refusals = new WeakMap<Provider, string>();

/** Creates the provider of a client whose options are not valid. Each request fails with a `build` error: the fault. */
export const refusedProvider = (fault: string): Provider => {
  const provider = createProvider({ name: 'none', baseUrl: 'http://localhost' });
  refusals.set(provider, fault);
  return provider;
};

/**
 * Describes the first invalid number of a provider, or the fault of a refused one. Returns undefined if all are valid.
 * NaN fails every comparison.
 */
export const providerFault = (provider: Provider): string | undefined => {
  const { streamIdleTimeout, connectTimeout, maxBufferSize, maxAnswerSize, maxItems, retry } = provider;
  const refusal = refusals.get(provider);
  if (refusal !== undefined) return refusal;
  const milliseconds = (name: string, value: number, least = 'above 0') =>
    `${name} must be a number of milliseconds ${least} and at most ${MAX_TIMER_DELAY}, got ${value}`;
  if (!isDuration(streamIdleTimeout)) return milliseconds('streamIdleTimeout', streamIdleTimeout);
  if (!isDuration(connectTimeout)) return milliseconds('connectTimeout', connectTimeout);
  if (!isDelay(retry.baseDelay)) return milliseconds('retry.baseDelay', retry.baseDelay, 'from 0');
  if (!isDelay(retry.maxDelay)) return milliseconds('retry.maxDelay', retry.maxDelay, 'from 0');
  if (!(retry.maxAttempts >= 0))
    return `retry.maxAttempts must be a number of retries, 0 or more, got ${retry.maxAttempts}`;
  if (!(maxBufferSize > 0)) return `maxBufferSize must be a number of characters above 0, got ${maxBufferSize}`;
  if (!(maxAnswerSize > 0)) return `maxAnswerSize must be a number of characters above 0, got ${maxAnswerSize}`;
  if (!(maxItems > 0)) return `maxItems must be a number of items above 0, got ${maxItems}`;
  return undefined;
};
