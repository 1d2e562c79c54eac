import type { TokenUsage } from '../../protocol/TokenUsage.js';

/** Text and the deltas that it is sent in. */
export interface CutText {
  readonly text: string;
  readonly deltas: readonly string[];
}

/** Part of an answer. `id` is the id of its item in the Responses API; the Chat API has no such id. */
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

/** Answer that is not yet written in the format of one API. */
export interface AnswerPlan {
  readonly id: string;
  readonly model: string;
  readonly parts: readonly AnswerPart[];
  /** Null: the answer reports no usage. */
  readonly usage: TokenUsage | null;
}

/** Creation time of every answer, in seconds since 1970. A constant, so that every run gives the same bytes. */
export const CREATED = 1_700_000_000;

/** Returns the suffix that all ids of an answer share: `7` for `resp_7` and for `chatcmpl-7`. */
export const suffixOf = (id: string): string => id.replace(/^(resp_|chatcmpl-)/, '');
