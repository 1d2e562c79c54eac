/** One rolling window of a rate limit. */
export interface RateLimitWindow {
  /** The used part of the window, in percent (0 to 100). */
  readonly used_percent: number;
  /** The length of the window, in minutes. */
  readonly window_minutes: number | null;
  /** The time at which the window starts again, in seconds since the epoch. */
  readonly resets_at: number | null;
  /** The number of requests or tokens that the window allows, if the server sends it. */
  readonly limit?: number;
  /** The rest of `limit`. */
  readonly remaining?: number;
}

/** The state of purchased credits. */
export interface CreditsSnapshot {
  readonly has_credits: boolean;
  readonly unlimited: boolean;
  readonly balance: string | null;
}

/** The usage of one family of rate limits, as reported by the server. */
export interface RateLimitSnapshot {
  /** The id of the family. The default family is `codex`. */
  readonly limit_id: string;
  readonly limit_name: string | null;
  readonly primary: RateLimitWindow | null;
  readonly secondary: RateLimitWindow | null;
  readonly credits: CreditsSnapshot | null;
  /** The name of the plan, as the server spells it. */
  readonly plan_type: string | null;
  /** The kind of the limit that was reached, if the server sends it. */
  readonly rate_limit_reached_type?: string;
  /** The limit of one member of a workspace, as received. */
  readonly individual_limit?: unknown;
  /** True once the limit of spending was reached. */
  readonly spend_control_reached?: boolean;
  /** The model that is used while the requested one is limited. */
  readonly normal_model_slug?: string;
  /** The name of the limit that applies now, if the server sends it. */
  readonly active_limit?: string;
  /** A message of the provider about the plan. */
  readonly promo_message?: string;
}

/** The family that applies if a server names none. */
export const DEFAULT_LIMIT_ID = 'codex';

/**
 * The id of a family from its name on the wire: `codex_other` for `Codex-Other `, the default family for a blank name.
 */
export const limitId = (name: string | null | undefined): string =>
  name?.trim().toLowerCase().replaceAll('-', '_') || DEFAULT_LIMIT_ID;
