import * as t from 'io-ts';
import { nullish, integer } from '../../protocol/codec/json.js';
import { limitId, type RateLimitSnapshot, type RateLimitWindow } from '../../protocol/RateLimitSnapshot.js';

const EventWindow = t.intersection([
  t.type({ used_percent: t.number }),
  t.partial({ window_minutes: nullish(integer), reset_at: nullish(integer) }),
]);
const RateLimitsFrame = t.partial({
  plan_type: nullish(t.string),
  rate_limits: nullish(t.partial({ primary: nullish(EventWindow), secondary: nullish(EventWindow) })),
  credits: nullish(
    t.intersection([
      t.type({ has_credits: t.boolean, unlimited: t.boolean }),
      t.partial({ balance: nullish(t.string) }),
    ]),
  ),
  metered_limit_name: nullish(t.string),
  limit_name: nullish(t.string),
});

// docs/wire.md, section 7.3
const PLANS: ReadonlySet<string> = new Set([
  'free',
  'go',
  'plus',
  'pro',
  'prolite',
  'team',
  'self_serve_business_usage_based',
  'business',
  'enterprise_cbp_usage_based',
  'enterprise',
  'edu',
]);

const eventWindow = (given: t.TypeOf<typeof EventWindow> | null | undefined): RateLimitWindow | null =>
  given
    ? {
        used_percent: given.used_percent,
        window_minutes: given.window_minutes ?? null,
        resets_at: given.reset_at ?? null,
      }
    : null;

/** Reads the snapshot in a `codex.rate_limits` frame. Returns undefined if a field has the wrong type. */
export const rateLimitsOfFrame = (frame: unknown): RateLimitSnapshot | undefined => {
  if (!RateLimitsFrame.is(frame)) return undefined;
  const { plan_type, rate_limits, credits, metered_limit_name, limit_name } = frame;
  return {
    limit_id: limitId(metered_limit_name ?? limit_name),
    limit_name: null,
    primary: eventWindow(rate_limits?.primary),
    secondary: eventWindow(rate_limits?.secondary),
    credits: credits
      ? { has_credits: credits.has_credits, unlimited: credits.unlimited, balance: credits.balance ?? null }
      : null,
    plan_type: typeof plan_type === 'string' && !PLANS.has(plan_type) ? 'unknown' : (plan_type ?? null),
  };
};
