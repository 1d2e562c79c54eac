import { concatMap, EMPTY, of, throwError, type Observable, type OperatorFunction } from 'rxjs';
import { apiError } from '../../protocol/errors/ApiError.js';
import type { ResponseEvent } from '../../protocol/ResponseEvent.js';
import type { ResponseItem } from '../../protocol/ResponseItem.js';
import type { ThreadEvent } from '../protocol/ThreadEvent.js';
import type { ThreadItem } from '../protocol/ThreadItem.js';
import type { Usage } from '../protocol/Usage.js';
import { turnFailure } from './turnFailure.js';

const itemOf = (item: ThreadItem, isDone: boolean): ResponseItem | undefined => {
  if (item.type === 'agent_message') {
    const content = isDone ? [{ type: 'output_text', text: item.text } as const] : [];
    return { type: 'message', role: 'assistant', id: item.id, content };
  }
  if (item.type !== 'reasoning') return undefined;
  return { type: 'reasoning', id: item.id, summary: isDone ? [{ type: 'summary_text', text: item.text }] : [] };
};

const tokensOf = ({ input_tokens, cached_input_tokens, output_tokens, reasoning_output_tokens }: Usage) => ({
  input_tokens,
  cached_input_tokens,
  output_tokens,
  reasoning_output_tokens,
  total_tokens: input_tokens + output_tokens,
});

/**
 * Converts the events of a turn to the events of an answer, so that `Conversation`, `accumulate` and other code for
 * answers can show a turn of the agent: its messages, its reasoning and the usage. Commands and other items have no
 * counterpart and are left out.
 *
 * ```text
 * events:  --item.started--item.delta--item.completed--turn.completed--|
 *        toAnswerEvents()
 * output:  --A-------------T-----------D---------------C---------------|
 * ```
 *
 * A: `output_item_added`, T: `output_text_delta`, D: `output_item_done`, C: `completed`.
 *
 * Errors: the errors that `collectTurn` has for a turn that failed or was interrupted. Errors of the source pass
 * through. Teardown: unsubscribes from the source.
 *
 * @example
 * const turns = new Codex({ protocol: 'app-server' }).startThread();
 * turns.events('Fix the tests').pipe(toAnswerEvents()).subscribe(({ type }) => console.log(type));
 */
export const toAnswerEvents = (): OperatorFunction<ThreadEvent, ResponseEvent> =>
  concatMap((event): Observable<ResponseEvent> => {
    switch (event.type) {
      case 'turn.started':
        return of({ type: 'created' });
      case 'item.started':
      case 'item.completed': {
        const isDone = event.type === 'item.completed';
        const item = itemOf(event.item, isDone);
        return item === undefined ? EMPTY : of({ type: isDone ? 'output_item_done' : 'output_item_added', item });
      }
      case 'item.delta':
        if (event.kind === 'text') return of({ type: 'output_text_delta', delta: event.delta, item_id: event.item_id });
        return event.kind === 'reasoning_summary'
          ? of({ type: 'reasoning_summary_delta', delta: event.delta, summary_index: event.index ?? 0 })
          : EMPTY;
      case 'turn.failed':
        return throwError(() => turnFailure(event.error));
      case 'turn.interrupted':
        return throwError(() => apiError({ type: 'incomplete', reason: 'interrupted' }));
      case 'turn.completed':
        return of({ type: 'completed', response_id: '', token_usage: tokensOf(event.usage), status: 'completed' });
      default:
        return EMPTY;
    }
  });
