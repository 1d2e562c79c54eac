import { definedMembers } from '../protocol/codec/definedMembers.js';
import {
  DEFAULT_LIMIT_ID,
  limitId,
  type CreditsSnapshot,
  type RateLimitSnapshot,
  type RateLimitWindow,
} from '../protocol/RateLimitSnapshot.js';

const FAMILY_HEADER = /^x-(.+)-primary-used-percent$/;
const DEFAULT_PREFIX = `x-${DEFAULT_LIMIT_ID}-`;
const FLOAT = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;
const INTEGER = /^[+-]?\d+$/;

const finite = (text: string | null): number | null => {
  if (text === null || !FLOAT.test(text.trim())) return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
};
const whole = (text: string | null): number | null =>
  text !== null && INTEGER.test(text.trim()) && Number.isSafeInteger(Number(text)) ? Number(text) : null;
const words = (text: string | null | undefined): string | null => text?.trim() || null;
const flag = (text: string | null): boolean | null => {
  const value = text?.trim().toLowerCase();
  if (value === 'true' || value === '1') return true;
  return value === 'false' || value === '0' ? false : null;
};

const windowOf = (headers: Headers, prefix: string): RateLimitWindow | null => {
  const used_percent = finite(headers.get(`${prefix}-used-percent`));
  if (used_percent === null) return null;
  const window_minutes = whole(headers.get(`${prefix}-window-minutes`));
  const resets_at = whole(headers.get(`${prefix}-reset-at`));
  // Servers send only zeros when they have no data.
  const hasData = used_percent !== 0 || (window_minutes !== null && window_minutes !== 0) || resets_at !== null;
  return hasData ? { used_percent, window_minutes, resets_at } : null;
};

const creditsOf = (headers: Headers): CreditsSnapshot | null => {
  const has_credits = flag(headers.get('x-codex-credits-has-credits'));
  const unlimited = flag(headers.get('x-codex-credits-unlimited'));
  if (has_credits === null || unlimited === null) return null;
  return { has_credits, unlimited, balance: words(headers.get('x-codex-credits-balance')) };
};

/**
 * Reads the rate limits in the headers of a response, one snapshot per family: `codex` first, then the others by id. A
 * family without data is left out.
 *
 * @example
 * rateLimitsOf(new Headers({ 'x-codex-primary-used-percent': '12' }));
 */
// docs/wire.md, section 7.2
export const rateLimitsOf = (headers: Headers): readonly RateLimitSnapshot[] => {
  const names = [...headers.keys()];
  const named = names.flatMap((name) => FAMILY_HEADER.exec(name)?.[1] ?? []);
  // Nearly every server sends none of these headers, and each look at a header costs.
  if (named.length === 0 && !names.some((name) => name.startsWith(DEFAULT_PREFIX))) return [];
  const others = [...new Set(named.map(limitId))].filter((id) => id !== DEFAULT_LIMIT_ID).sort();
  const credits = creditsOf(headers);
  const notes = definedMembers({
    rate_limit_reached_type: words(headers.get('x-codex-rate-limit-reached-type')) ?? undefined,
    active_limit: words(headers.get('x-codex-active-limit')) ?? undefined,
    promo_message: words(headers.get('x-codex-promo-message')) ?? undefined,
  });
  return [DEFAULT_LIMIT_ID, ...others].flatMap((id) => {
    const prefix = `x-${id.replaceAll('_', '-')}`;
    const primary = windowOf(headers, `${prefix}-primary`);
    const secondary = windowOf(headers, `${prefix}-secondary`);
    if (primary === null && secondary === null && credits === null) return [];
    const limit_name = words(headers.get(`${prefix}-limit-name`));
    return [
      {
        limit_id: id,
        limit_name,
        primary,
        secondary,
        credits,
        plan_type: null,
        ...(id === DEFAULT_LIMIT_ID ? notes : {}),
      },
    ];
  });
};
