/** One rolling window of a rate limit. Source: wire.md 7.1. */
export interface RateLimitWindow {
  /** Percent of the window that is used, 0 to 100. */
  readonly used_percent: number;
  /** Length of the window, in minutes. */
  readonly window_minutes: number | null;
  /** When the window starts anew, in seconds since the epoch. */
  readonly resets_at: number | null;
}

/** What is left of bought credits. */
export interface CreditsSnapshot {
  readonly has_credits: boolean;
  readonly unlimited: boolean;
  readonly balance: string | null;
}

/** How much of one family of limits is used up, as the server told it. Source: wire.md 7.1. */
export interface RateLimitSnapshot {
  /** The family: `codex` is the default one. */
  readonly limit_id: string;
  readonly limit_name: string | null;
  readonly primary: RateLimitWindow | null;
  readonly secondary: RateLimitWindow | null;
  readonly credits: CreditsSnapshot | null;
  readonly plan_type: string | null;
}

/** The family that a server means when it names none. */
export const DEFAULT_LIMIT_ID = 'codex';

/** The id of a family from its name on the wire: `Codex-Other ` is `codex_other`, a blank name the default. */
export const limitId = (name: string | null | undefined): string =>
  name?.trim().toLowerCase().replaceAll('-', '_') || DEFAULT_LIMIT_ID;
