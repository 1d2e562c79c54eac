import type { AnswerStyle } from './answerStyle.js';
import type { Rule, Violation } from './Violation.js';

/** The rules of one server, the form of its errors, and the form of its answers. */
export interface StrictProfile {
  readonly chat: readonly Rule[];
  readonly responses: readonly Rule[];
  /** The rules on the Messages API. Default: none. */
  readonly messages?: readonly Rule[];
  /** The rules on the Gemini API. Default: none. */
  readonly gemini?: readonly Rule[];
  readonly style: AnswerStyle;
  /** The status of a violation that has none of its own. Default: 400. */
  readonly status?: number;
  /** Writes the body of the error. Default: `{ error: { message, type, param, code } }`. */
  readonly body?: (violation: Violation, status: number) => unknown;
}
