/** The meaning of an ending: the answer is whole, cut by a limit, cut by a filter, or the server failed. */
export type End = 'whole' | 'cut' | 'filtered' | 'failed';

// docs/decisions.md: finish reasons of Chat
const REASONS: Readonly<Record<Exclude<End, 'whole'>, readonly string[]>> = {
  cut: [
    'length',
    'max_tokens',
    'max_output_tokens',
    'max_completion_tokens',
    'max_length',
    'max_new_tokens',
    'max_prompt_tokens',
    'max_tool_calls',
    'token_limit',
    'model_length',
    'model_context_window_exceeded',
    'context_window_exceeded',
    'context_length_exceeded',
    'context_length',
    'insufficient_system_resource',
    'incomplete',
    'time_limit',
    'pause_turn',
  ],
  filtered: [
    'content_filter',
    'content_filtered',
    'contentfilter',
    'guardrail_intervened',
    'refusal',
    'sensitive',
    'safety',
    'recitation',
    'language',
    'blocklist',
    'prohibited_content',
    'spii',
    'image_safety',
    'image_prohibited_content',
    'image_recitation',
    'moderation',
    'error_toxic',
  ],
  failed: [
    'error',
    'failed',
    'failure',
    'network_error',
    'server_error',
    'internal_error',
    'error_limit',
    'engine_overloaded',
    'abort',
    'aborted',
    'cancelled',
    'canceled',
    'timeout',
    'malformed_function_call',
    'malformed_response',
    'unexpected_tool_call',
    'missing_thought_signature',
    'no_image',
  ],
};

const TABLE: ReadonlyMap<string, End> = new Map<string, End>([
  ...REASONS.cut.map((reason) => [reason, 'cut'] as const),
  ...REASONS.filtered.map((reason) => [reason, 'filtered'] as const),
  ...REASONS.failed.map((reason) => [reason, 'failed'] as const),
]);

/** A finish reason without regard to case, spaces, hyphens and the prefix of an enumeration. */
export const plainReason = (reason: string): string =>
  reason
    .trim()
    .toLowerCase()
    .replace(/^finish_?reason_/, '')
    .replace(/[\s-]+/g, '_');

/**
 * The meaning of a finish reason. Case, spaces and hyphens do not count: `MAX_TOKENS`, `max-tokens` and `max_tokens` are
 * the same. A reason that is not in the table belongs to a whole answer.
 *
 * @example
 * endOf('MAX_TOKENS'); // 'cut'
 */
export const endOf = (reason: string): End => TABLE.get(plainReason(reason)) ?? 'whole';
