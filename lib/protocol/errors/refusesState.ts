import type { ApiErrorKind } from './ApiErrorKind.js';
import { parseJsonText } from '../codec/json.js';
import { evidenceIn } from './meaning/evidence.js';
import { responseOf } from './responseOf.js';

/** The statuses with which servers refuse a body. */
const REFUSALS: ReadonlySet<number> = new Set([400, 422]);

// OpenAI "invalid_encrypted_content", "unknown_parameter"; Cerebras "wrong_api_format"; Mistral "extra_forbidden"
const NAMES = /^(invalid_encrypted_content|unknown_parameter|unsupported_parameter|extra_forbidden|wrong_api_format)$/;

// Gemini "missing a thought_signature", "Unknown name"; Groq "property 'x' is unsupported"; DeepSeek "The
// `reasoning_content` … must be passed back"; Fireworks "Extra inputs are not permitted"
const WORDS =
  /encrypted[ _]content|thought_signature|reasoning_(content|details)|unknown (name|parameter|field)|is unsupported|extra inputs are not permitted/i;

/**
 * Returns whether a server refused the state of another server, or a member that it does not know. The same
 * conversation can succeed at another provider.
 */
export const refusesState = (error: ApiErrorKind): boolean => {
  const response = responseOf(error);
  if (response === undefined || !REFUSALS.has(response.status)) return false;
  const { names, words } = evidenceIn(parseJsonText(response.body) ?? response.body);
  return names.some((name) => NAMES.test(name)) || WORDS.test(words);
};
