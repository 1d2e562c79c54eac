import * as t from 'io-ts';
import { definedMembers } from '../../protocol/codec/definedMembers.js';
import { nullish, integer, nonEmptyText } from '../../protocol/codec/json.js';
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
  rate_limit_reached_type: nullish(t.union([t.string, t.type({ type: t.string })])),
  individual_limit: t.unknown,
  spend_control_reached: nullish(t.boolean),
  normal_model_slug: nullish(t.string),
});

const eventWindow = (given: t.TypeOf<typeof EventWindow> | null | undefined): RateLimitWindow | null =>
  given
    ? {
        used_percent: given.used_percent,
        window_minutes: given.window_minutes ?? null,
        resets_at: given.reset_at ?? null,
      }
    : null;

// docs/wire.md, section 7.3
/** Reads the snapshot in a `codex.rate_limits` frame. Returns undefined if a field has the wrong type. */
export const rateLimitsOfFrame = (frame: unknown): RateLimitSnapshot | undefined => {
  if (!RateLimitsFrame.is(frame)) return undefined;
  const { plan_type, rate_limits, credits, metered_limit_name, limit_name } = frame;
  const { rate_limit_reached_type: reached, individual_limit, spend_control_reached, normal_model_slug } = frame;
  return {
    limit_id: limitId(metered_limit_name ?? limit_name),
    limit_name: null,
    primary: eventWindow(rate_limits?.primary),
    secondary: eventWindow(rate_limits?.secondary),
    credits: credits
      ? { has_credits: credits.has_credits, unlimited: credits.unlimited, balance: credits.balance ?? null }
      : null,
    // A plan that is new keeps its name.
    plan_type: plan_type === '' ? 'unknown' : (plan_type ?? null),
    ...definedMembers({
      rate_limit_reached_type: nonEmptyText(typeof reached === 'object' ? reached?.type : reached),
      individual_limit: individual_limit ?? undefined,
      spend_control_reached: spend_control_reached ?? undefined,
      normal_model_slug: normal_model_slug ?? undefined,
    }),
  };
};
