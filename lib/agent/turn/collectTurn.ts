import type { OperatorFunction } from 'rxjs';
import { apiError, type ApiError } from '../../protocol/errors/ApiError.js';
import type { ThreadEvent } from '../protocol/ThreadEvent.js';
import type { ThreadItem } from '../protocol/ThreadItem.js';
import type { RunResult } from '../protocol/Turn.js';
import type { Usage } from '../protocol/Usage.js';
import { turnFailure } from './turnFailure.js';
import { operate } from '../../operators/flow/operate.js';

/**
 * Waits for the end of a turn and emits its result: the completed items, the last message and the usage.
 *
 * ```text
 * events:  --item.completed--turn.completed--|
 *        collectTurn()
 * result:  ----------------------------------(R|)
 *
 * events:  --item.completed--turn.failed-----|
 *        collectTurn()
 * result:  ----------------------------------#      stream error: the turn's message
 * ```
 *
 * Errors: an `ApiError` if the turn failed. Its type is the kind of the failure, e.g. `quota_exceeded`, if the program or
 * the server identifies it, else `stream`. Type `incomplete` with the reason `interrupted` if the turn was interrupted.
 * Errors of the source pass through.
 * Teardown: unsubscribes from the source.
 *
 * @example
 * thread.events('Fix the tests').pipe(collectTurn()).subscribe(({ finalResponse }) => console.log(finalResponse));
 */
export const collectTurn = (): OperatorFunction<ThreadEvent, RunResult> =>
  operate((subscriber) => {
    const items: ThreadItem[] = [];
    let finalResponse = '';
    let usage: Usage | null = null;
    let failure: ApiError | undefined;
    return {
      next: (event) => {
        if (event.type === 'item.completed') {
          items.push(event.item);
          if (event.item.type === 'agent_message') finalResponse = event.item.text;
        } else if (event.type === 'turn.completed') {
          usage = event.usage;
        } else if (event.type === 'turn.failed') {
          failure = turnFailure(event.error);
        } else if (event.type === 'turn.interrupted') {
          failure = apiError({ type: 'incomplete', reason: 'interrupted' });
        }
      },
      complete: () => {
        if (failure !== undefined) return subscriber.error(failure);
        subscriber.next({ items, finalResponse, usage });
        subscriber.complete();
      },
    };
  });
