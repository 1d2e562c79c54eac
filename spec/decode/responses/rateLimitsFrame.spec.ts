import { expect } from 'chai';
import { rateLimitsOfFrame } from '../../../lib/decode/responses/rateLimitsFrame.js';

const type = 'codex.rate_limits';
const empty = { limit_id: 'codex', limit_name: null, primary: null, secondary: null, credits: null, plan_type: null };

const readable: readonly (readonly [string, object, object])[] = [
  ['nothing but the type', {}, {}],
  ['a plan without a name', { plan_type: '' }, { plan_type: 'unknown' }],
  ['nulls everywhere', { plan_type: null, rate_limits: null, credits: null, metered_limit_name: null }, {}],
  [
    'windows, with reset_at as resets_at',
    {
      rate_limits: {
        primary: { used_percent: 42.5, window_minutes: 60, reset_at: 1704069000, allowed: true },
        secondary: { used_percent: 5 },
      },
    },
    {
      primary: { used_percent: 42.5, window_minutes: 60, resets_at: 1704069000 },
      secondary: { used_percent: 5, window_minutes: null, resets_at: null },
    },
  ],
  [
    'a window of zeros, which counts here',
    { rate_limits: { primary: { used_percent: 0, window_minutes: 0, reset_at: 0 }, secondary: null } },
    { primary: { used_percent: 0, window_minutes: 0, resets_at: 0 } },
  ],
  [
    'credits, their balance untrimmed',
    { credits: { has_credits: true, unlimited: false, balance: ' 38 ' } },
    { credits: { has_credits: true, unlimited: false, balance: ' 38 ' } },
  ],
  [
    'credits without a balance',
    { credits: { has_credits: false, unlimited: true } },
    { credits: { has_credits: false, unlimited: true, balance: null } },
  ],
  ['the metered name as id', { metered_limit_name: ' Codex-Other ', limit_name: 'x' }, { limit_id: 'codex_other' }],
  ['the name as id where there is no metered one', { limit_name: 'A-b' }, { limit_id: 'a_b' }],
  ['a blank name as the default id', { metered_limit_name: ' ' }, { limit_id: 'codex' }],
  ['a new plan by its own name', { plan_type: 'platinum' }, { plan_type: 'platinum' }],
  ...[
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
  ].map((plan_type) => [`the plan ${plan_type}`, { plan_type }, { plan_type }] as const),
];

const unreadable: readonly (readonly [string, unknown])[] = [
  ['a plan that is no text', { type, plan_type: 7 }],
  ['windows that are text', { type, rate_limits: 'none' }],
  ['a window without a percentage', { type, rate_limits: { primary: { window_minutes: 5 } } }],
  ['a percentage that is text', { type, rate_limits: { primary: { used_percent: '5' } } }],
  ['minutes that are no integer', { type, rate_limits: { primary: { used_percent: 5, window_minutes: 1.5 } } }],
  ['a reset that is text', { type, rate_limits: { secondary: { used_percent: 5, reset_at: 'soon' } } }],
  ['credits with one flag', { type, credits: { has_credits: true } }],
  ['credits whose flag is text', { type, credits: { has_credits: 'true', unlimited: false } }],
  ['a balance that is a number', { type, credits: { has_credits: true, unlimited: false, balance: 38 } }],
  ['a name that is no text', { type, limit_name: ['codex'] }],
  ['no object', 'codex.rate_limits'],
  ['null', null],
];

describe('rateLimitsOfFrame', () => {
  for (const [what, frame, expected] of readable)
    it(`reads ${what}`, () => {
      expect(rateLimitsOfFrame({ type, ...frame })).to.deep.equal({ ...empty, ...expected });
    });

  for (const [what, frame] of unreadable)
    it(`reads nothing from a frame with ${what}`, () => {
      expect(rateLimitsOfFrame(frame)).to.equal(undefined);
    });
});
