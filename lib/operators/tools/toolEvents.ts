import type { SchedulerLike, OperatorFunction, Subscription } from 'rxjs';
import type { ToolCall, ToolEvent } from '../../answer/AnswerEvent.js';
import { toolOutput } from '../../answer/toolOutput.js';
import { operate } from '../flow/operate.js';

/**
 * Converts the values of a tool to events: `tool_progress` for all values but the last, `tool_finished` for the last
 * one. Each value is held until the next task of the scheduler, so that a tool that ends with it does not emit it as
 * progress. A value that stays the latest for longer is emitted as progress at once, even if it turns out to be the
 * last.
 *
 * Errors of the source pass through; a value that cannot be sent is an `invalid_request` error. Teardown: cancels the
 * task and unsubscribes from the source.
 */
export const toolEvents = (call: ToolCall, scheduler: SchedulerLike): OperatorFunction<unknown, ToolEvent> =>
  operate((subscriber) => {
    let latest: unknown;
    let isHeld = false;
    let task: Subscription | undefined;
    const show = () => {
      task?.unsubscribe();
      if (!isHeld) return;
      isHeld = false;
      subscriber.next({ type: 'tool_progress', call, output: toolOutput(latest) });
    };
    return {
      next: (value) => {
        show();
        latest = value;
        isHeld = true;
        task = scheduler.schedule(() => {
          try {
            show();
          } catch (error) {
            subscriber.error(error);
          }
        });
      },
      error: (error) => {
        show();
        subscriber.error(error);
      },
      complete: () => {
        subscriber.next({ type: 'tool_finished', call, output: toolOutput(latest), outcome: 'ok' });
        subscriber.complete();
      },
      teardown: () => task?.unsubscribe(),
    };
  });
