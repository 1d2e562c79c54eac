import type { OperatorFunction } from 'rxjs';
import type { AnswerEvent } from '../../answer/AnswerEvent.js';
import type { TokenUsage } from '../../protocol/TokenUsage.js';
import { operate } from '../flow/operate.js';

/** The prices of a model, for one million tokens, in any currency. */
export interface Prices {
  readonly input: number;
  /** The price of input tokens from the prompt cache. Default: `input`. */
  readonly cachedInput?: number | undefined;
  /** The price of output tokens, with those for reasoning. */
  readonly output: number;
}

/** The cost of an answer so far. */
export interface Cost {
  /** The sum, in the currency of the prices. */
  readonly amount: number;
  /** Is true if the sum is that of the token counts of the server. */
  readonly exact: boolean;
}

/** Options for `costOf`. */
export interface CostOfOptions {
  /** The number of input tokens that is assumed until the server reports it. Default: 0. */
  readonly inputTokens?: number | undefined;
  /** The number of characters that are assumed to make a token. Default: 4, which is usual for English. */
  readonly charactersPerToken?: number | undefined;
}

const MILLION = 1_000_000;

/**
 * Emits the cost of an answer, or of all steps of a tool loop: estimated from the length of the text while it arrives,
 * and exact once the server has reported the token counts.
 *
 * ```text
 * events:  --text--reset--text--(C|)
 *        costOf({ input: 1, output: 4 })
 * cost:    --a------------b-----(c|)
 * a = { amount: 0.000004, exact: false }    b = { amount: 0.000008, exact: false }
 * c = { amount: 0.000018, exact: false }
 * ```
 *
 * Here `C` is a completion with 10 input tokens and 1 output token.
 *
 * The tokens of an attempt that a `reset` takes back are billed, too, and are never reported by the server. Their
 * estimate remains part of the sum, which is then not exact. The same holds for the requests that `hedge` cancelled: each
 * is estimated as the input tokens of the request that answered.
 *
 * Errors of the source pass through. Teardown: unsubscribes from the source.
 *
 * @example
 * client.streamPrompt('gpt-5.1', 'Say hi').pipe(costOf({ input: 1.25, cachedInput: 0.125, output: 10 })).subscribe(console.log);
 */
export const costOf = (
  { input, cachedInput = input, output }: Prices,
  { inputTokens = 0, charactersPerToken = 4 }: CostOfOptions = {},
): OperatorFunction<AnswerEvent, Cost> =>
  operate((subscriber) => {
    let reported = 0;
    let lost = 0; // estimates for which the server will report no counts
    let characters = 0; // of the current step
    let losers = 0; // requests of `hedge` that were cancelled in the current step
    let isWhole = true; // all tokens of the sum were reported

    const estimate = (): number =>
      characters === 0 ? 0 : (inputTokens * input + (characters / charactersPerToken) * output) / MILLION;
    const costOfUsage = ({ input_tokens, cached_input_tokens, output_tokens }: TokenUsage): number =>
      ((input_tokens - cached_input_tokens) * input + cached_input_tokens * cachedInput + output_tokens * output) /
      MILLION;
    const emit = (isExact: boolean) =>
      subscriber.next({ amount: reported + lost + estimate(), exact: isExact && isWhole });
    const loseEstimate = () => {
      lost += estimate();
      isWhole &&= characters === 0;
    };
    // A cancelled request had read the same input before it was cancelled, and is billed for it.
    const loseInput = (tokens: number) => {
      lost += (losers * tokens * input) / MILLION;
      losers = 0;
    };

    return {
      next: (event) => {
        switch (event.type) {
          case 'output_text_delta':
          case 'refusal_delta':
          case 'reasoning_content_delta':
          case 'reasoning_summary_delta':
          case 'tool_call_input_delta':
            characters += event.delta.length;
            return emit(false);
          case 'hedged':
            losers = event.losers.length;
            isWhole = false;
            return;
          case 'reset':
            loseEstimate();
            loseInput(inputTokens);
            characters = 0;
            return;
          case 'completed':
            if (event.token_usage === null) loseEstimate();
            else reported += costOfUsage(event.token_usage);
            loseInput(event.token_usage?.input_tokens ?? inputTokens);
            characters = 0;
            return emit(event.token_usage !== null);
        }
      },
    };
  });
