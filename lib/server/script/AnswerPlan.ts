import type { TokenUsage } from '../../protocol/TokenUsage.js';

/** A text and the deltas in which it is sent. */
export interface CutText {
  readonly text: string;
  readonly deltas: readonly string[];
}

/** A part of an answer. `id` is the id of its item in the Responses API; the Chat API has no such id. */
export type AnswerPart =
  | { readonly type: 'message'; readonly id: string; readonly content: CutText }
  | {
      readonly type: 'reasoning';
      readonly id: string;
      readonly reasoning: CutText | undefined;
      readonly summary: readonly CutText[];
    }
  | {
      readonly type: 'call';
      readonly id: string;
      readonly callId: string;
      readonly name: string;
      readonly namespace: string | undefined;
      readonly input: CutText;
    };

/** An answer that has not been converted to the format of an API. */
export interface AnswerPlan {
  readonly id: string;
  readonly model: string;
  readonly parts: readonly AnswerPart[];
  /** The token usage. Null: the answer reports no usage. */
  readonly usage: TokenUsage | null;
}

/**
 * The creation time of every answer, in seconds since 1970. It is constant, so that every run produces the same bytes.
 */
export const CREATED = 1_700_000_000;

/** The model of an answer that was scripted without one. The server replaces it with the model of the request. */
export const UNNAMED_MODEL = 'scripted';

/** Returns the suffix that all ids of an answer share: `7` for `resp_7` and for `chatcmpl-7`. */
export const suffixOf = (id: string): string => id.replace(/^(resp_|chatcmpl-)/, '');
