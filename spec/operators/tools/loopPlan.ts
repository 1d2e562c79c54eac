import fc from 'fast-check';
import type { BodyFault } from '../../../lib/server/script/Script.js';

/** How a planned tool behaves. */
export const BEHAVIOURS = [
  'value',
  'nothing',
  'json',
  'picture',
  'promise',
  'observable',
  'generator',
  'asyncGenerator',
  'throws',
  'rejects',
  'fails',
  'never',
  'neverGenerator',
  'huge',
  'unknown',
] as const;
export type Behaviour = (typeof BEHAVIOURS)[number];

/** One answer of the model: calls, or a text without calls, and a fault in its stream. */
export interface StepPlan {
  readonly calls: readonly { readonly tool: Behaviour; readonly callId: string }[];
  readonly fault: BodyFault | undefined;
}

/** A tool loop: what the server answers, where `retryAnswer` is, and after how many events the consumer leaves. */
export interface LoopPlan {
  readonly wire: 'chat' | 'responses' | 'messages' | 'gemini';
  readonly steps: readonly StepPlan[];
  readonly early: boolean;
  readonly retry: 'none' | 'inside' | 'outside' | 'both';
  readonly concurrency: number;
  readonly stopAfter: number;
}

const after = fc.integer({ min: 0, max: 12 });
const fault: fc.Arbitrary<BodyFault | undefined> = fc.oneof(
  { weight: 5, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary: after.map((count) => ({ type: 'truncate', after: count }) as const) },
  { weight: 1, arbitrary: after.map((count) => ({ type: 'reset_mid_body', after: count }) as const) },
  { weight: 1, arbitrary: after.map((count) => ({ type: 'incomplete', after: count, reason: 'length' }) as const) },
  {
    weight: 1,
    arbitrary: after.map(
      (count) => ({ type: 'error_event', after: count, error: { code: 'server_error', message: 'oops' } }) as const,
    ),
  },
);

const call = fc.record({
  tool: fc.constantFrom(...BEHAVIOURS),
  // Few, so that ids occur twice in a step and in several steps.
  callId: fc.integer({ min: 1, max: 4 }).map((number) => `call_${number}`),
});

const step: fc.Arbitrary<StepPlan> = fc.record({ calls: fc.array(call, { maxLength: 4 }), fault });

/** Any tool loop. */
export const loopPlan: fc.Arbitrary<LoopPlan> = fc.record({
  wire: fc.constantFrom('chat', 'responses', 'messages', 'gemini'),
  steps: fc.array(step, { minLength: 1, maxLength: 4 }),
  early: fc.boolean(),
  retry: fc.constantFrom('none', 'inside', 'outside', 'both'),
  concurrency: fc.integer({ min: 1, max: 4 }),
  stopAfter: fc.oneof(
    { weight: 2, arbitrary: fc.constant(Infinity) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 30 }) },
  ),
});
