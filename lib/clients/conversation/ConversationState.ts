import type { Answer } from '../../answer/Answer.js';
import type { ResponseItem } from '../../protocol/ResponseItem.js';

/** The state of a conversation, as an immutable snapshot. */
export interface ConversationState {
  /**
   * All items so far, of the user and of the model, as they are sent in the next request. The current answer is not yet
   * included.
   */
  readonly history: readonly ResponseItem[];
  /** The current answer, or the last answer if none is being received. It is undefined before the first answer. */
  readonly answer: Answer | undefined;
  /** True while an answer is being received, or is about to be requested. */
  readonly busy: boolean;
  /** The inputs that are sent when the current answer has ended, the next one first. */
  readonly queued: readonly (readonly ResponseItem[])[];
}
