import type { ObservableInput } from 'rxjs';
import type { AnswerEvent } from '../../answer/AnswerEvent.js';
import type { ResponseItem } from '../../protocol/ResponseItem.js';

/**
 * Sends one request of the loop (a step), e.g. with `client.streamPrompt`. It is called once per step, with the
 * conversation so far and the number of the step, from 1.
 */
export type Ask = (input: readonly ResponseItem[], step: number) => ObservableInput<AnswerEvent>;
