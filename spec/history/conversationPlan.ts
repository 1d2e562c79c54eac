import fc from 'fast-check';
import type { WireApi } from '../../lib/provider/Provider.js';
import { reasoningAnswer, textAnswer, toolCallAnswer, type ScriptedToolCall } from '../../lib/server/script/answers.js';
import type { BodyFault, ScriptedAnswer } from '../../lib/server/script/Script.js';
import { STRICT_PROFILES, type StrictServerName } from '../../lib/server/strict/strictProfiles.js';

/** One turn of a conversation: what the user does, and what the server answers. */
export interface TurnPlan {
  readonly action: 'send' | 'queue' | 'retry' | 'edit' | 'fork' | 'restore';
  /** The provider that answers this turn. */
  readonly provider: number;
  /** Repeats an answer that fails. */
  readonly retries: boolean;
  readonly text: string;
  readonly at: number;
  /** The number of events after which the answer is stopped. */
  readonly stopAfter: number;
  /** One for every step. A turn that needs more takes those of the next turn. */
  readonly scripts: readonly { readonly answer: PlannedAnswer; readonly fault: BodyFault | undefined }[];
}

/** A server with the API over which it is asked. */
export interface PlannedProvider {
  readonly server: StrictServerName;
  readonly wire: WireApi | 'websocket';
}

export interface ConversationPlan {
  readonly providers: readonly PlannedProvider[];
  readonly turns: readonly TurnPlan[];
}

const isName = (name: string): name is StrictServerName => Object.hasOwn(STRICT_PROFILES, name);

/** The strict servers, a row each. */
export const SERVERS: readonly StrictServerName[] = Object.keys(STRICT_PROFILES).filter(isName);

const words = fc.stringMatching(/^[a-z]{6,10} [a-z]{6,10} [a-z]{6,10}$/);
const toolName = fc.constantFrom('text', 'empty', 'nothing', 'json', 'parts', 'fails', 'unknown');
const json = fc.constantFrom<unknown>({}, { city: 'Paris' }, '', '{"city": "Par', '[1]');

/** An answer in short, so that a counterexample can be read. */
export type PlannedAnswer =
  | { readonly text: string }
  | { readonly text: string; readonly reasoning: string; readonly summary: string | undefined }
  | { readonly calls: readonly ScriptedToolCall[] };

/** Writes a planned answer, with the id of its response. The ids of its items and calls are those of every answer. */
export const answerOf = (answer: PlannedAnswer, id: string): ScriptedAnswer => {
  if ('calls' in answer) return toolCallAnswer(answer.calls, { id });
  return 'reasoning' in answer ? reasoningAnswer(answer, { id }) : textAnswer(answer.text, { id });
};

const answer: fc.Arbitrary<PlannedAnswer> = fc.oneof(
  fc.record({ text: words }),
  fc.record({ text: words, reasoning: words, summary: fc.option(words, { nil: undefined }) }),
  fc.record({ calls: fc.array(fc.record({ name: toolName, arguments: json }), { minLength: 1, maxLength: 3 }) }),
);

const after = fc.integer({ min: 0, max: 12 });
const fault: fc.Arbitrary<BodyFault | undefined> = fc.oneof(
  { weight: 4, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary: after.map((count) => ({ type: 'incomplete', after: count, reason: 'length' }) as const) },
  { weight: 1, arbitrary: after.map((count) => ({ type: 'truncate', after: count }) as const) },
  { weight: 1, arbitrary: after.map((count) => ({ type: 'reset_mid_body', after: count }) as const) },
  {
    weight: 1,
    arbitrary: after.map(
      (count) => ({ type: 'error_event', after: count, error: { code: 'server_error', message: 'oops' } }) as const,
    ),
  },
);

const turn: fc.Arbitrary<TurnPlan> = fc.record({
  action: fc.constantFrom('send', 'send', 'send', 'queue', 'retry', 'edit', 'fork', 'restore'),
  provider: fc.nat({ max: 1 }),
  retries: fc.boolean(),
  text: words,
  at: fc.nat({ max: 5 }),
  stopAfter: fc.oneof(
    { weight: 3, arbitrary: fc.constant(Infinity) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 15 }) },
  ),
  scripts: fc.array(fc.record({ answer, fault }), { minLength: 1, maxLength: 3 }),
});

const wiresOf = (server: StrictServerName): readonly PlannedProvider['wire'][] => {
  if (server === 'anthropic') return ['messages'];
  return server === 'geminiNative' ? ['gemini'] : ['chat', 'responses', 'websocket'];
};

const provider: fc.Arbitrary<PlannedProvider> = fc
  .constantFrom(...SERVERS)
  .chain((server) => fc.record({ server: fc.constant(server), wire: fc.constantFrom(...wiresOf(server)) }));

/** Any conversation with any strict servers, which take turns. */
export const conversation: fc.Arbitrary<ConversationPlan> = fc.record({
  providers: fc.array(provider, { minLength: 1, maxLength: 2 }),
  turns: fc.array(turn, { minLength: 1, maxLength: 3 }),
});
