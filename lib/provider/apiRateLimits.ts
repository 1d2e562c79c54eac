import { definedMembers } from '../protocol/codec/definedMembers.js';
import type { RateLimitSnapshot } from '../protocol/RateLimitSnapshot.js';

/** `x-ratelimit-limit-requests`, Azure's `x-rate-limit-…`, Cerebras's `…-tokens-minute`; OpenRouter names no unit. */
const LIMIT_HEADER = /^x-rate-?limit-(?<member>limit|remaining|reset)(?:-(?<unit>.+))?$/;
/** `anthropic-ratelimit-input-tokens-remaining` */
const ANTHROPIC_HEADER = /^anthropic-ratelimit-(?<unit>.+)-(?<member>limit|remaining|reset)$/;

const MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const DURATION = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+$/;
const EPOCH_SECONDS = 1e9;
const EPOCH_MILLISECONDS = 1e12;

const numberOf = (text: string | undefined): number | undefined => {
  const number = text === undefined || text.trim() === '' ? NaN : Number(text);
  // Azure sends -1 for unknown.
  return Number.isFinite(number) && number >= 0 ? number : undefined;
};

/** The time of a reset in seconds since 1970, from `6m0s`, a number of seconds, a time since 1970, or a date. */
const resetOf = (text: string | undefined, now: number | undefined): number | null => {
  const given = text?.trim().toLowerCase() ?? '';
  const inSeconds = (delay: number) => (now === undefined ? null : Math.round((now + delay) / 1000));
  const number = numberOf(given);
  if (number !== undefined) {
    if (number >= EPOCH_MILLISECONDS) return Math.round(number / 1000);
    return number >= EPOCH_SECONDS ? Math.round(number) : inSeconds(number * 1000);
  }
  if (DURATION.test(given)) {
    const parts = [...given.matchAll(/(\d{1,20}(?:\.\d{1,20})?)(ms|s|m|h|d)/g)];
    return inSeconds(parts.reduce((sum, [, count, unit = '']) => sum + Number(count) * (MS[unit] ?? 0), 0));
  }
  const date = /^\d{4}-\d\d-\d\d/.test(given) ? Date.parse(given.toUpperCase()) : NaN;
  return Number.isNaN(date) ? null : Math.round(date / 1000);
};

const WINDOW_MINUTES: Readonly<Record<string, number>> = { minute: 1, hour: 60, day: 1440 };

/**
 * The rate limits in the headers `x-ratelimit-*` and `anthropic-ratelimit-*`, one snapshot per unit: `api_requests`, `api_tokens` … A unit without a
 * limit above 0 or without a remaining amount is left out.
 */
// docs/wire.md, section 7.2
export const apiRateLimitsOf = (headers: Headers, now: number | undefined): readonly RateLimitSnapshot[] => {
  const units = new Map<string, Map<string, string>>();
  for (const [name, value] of headers) {
    const { member, unit = 'requests' } = (LIMIT_HEADER.exec(name) ?? ANTHROPIC_HEADER.exec(name))?.groups ?? {};
    if (member === undefined) continue;
    const members = units.get(unit) ?? new Map<string, string>();
    units.set(unit, members.set(member, value));
  }
  return [...units]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([unit, members]) => {
      const limit = numberOf(members.get('limit'));
      const remaining = numberOf(members.get('remaining'));
      if (limit === undefined || limit === 0 || remaining === undefined) return [];
      const [, window] = /-(minute|hour|day)$/.exec(unit) ?? [];
      const primary = {
        used_percent: Math.min(100, Math.max(0, 100 - (100 * remaining) / limit)),
        window_minutes: window === undefined ? null : (WINDOW_MINUTES[window] ?? null),
        resets_at: resetOf(members.get('reset'), now),
        ...definedMembers({ limit, remaining }),
      };
      const limit_id = `api_${unit.replaceAll('-', '_')}`;
      return [{ limit_id, limit_name: null, primary, secondary: null, credits: null, plan_type: null }];
    });
};
