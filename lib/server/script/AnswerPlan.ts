import type { TokenUsage } from '../../protocol/TokenUsage.js';

/** A text and the deltas that it is sent in. */
export interface CutText {
  readonly text: string;
  readonly deltas: readonly string[];
}

/** One part of an answer. Its `id` is that of its item in the Responses API; the Chat API has none. */
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
      readonly input: CutText;
    };

/** An answer before it is written in the words of one API. */
export interface AnswerPlan {
  readonly id: string;
  readonly model: string;
  readonly parts: readonly AnswerPart[];
  /** Null reports no usage at all. */
  readonly usage: TokenUsage | null;
}

/** When every answer was made, in seconds since 1970: the same on every run. */
export const CREATED = 1_700_000_000;

/** What the ids within an answer end with: 7 for `resp_7`, and for `chatcmpl-7`. */
export const suffixOf = (id: string): string => id.replace(/^(resp_|chatcmpl-)/, '');
