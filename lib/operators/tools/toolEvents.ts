import type { SchedulerLike, OperatorFunction, Subscription } from 'rxjs';
import type { ToolCall, ToolEvent } from '../../answer/AnswerEvent.js';
import { toolOutput } from '../../answer/toolOutput.js';
import { operate } from '../flow/operate.js';

/**
 * The time that a value is held, in milliseconds, because it may be the last one. A person does not notice the delay, and
 * a tool that ends after its output, e.g. at the end of a request, ends within it.
 */
// docs/decisions.md: progress of a tool
const HOLD = 50;

/**
 * Converts the values of a tool to events: `tool_progress` for all values but the last, `tool_finished` for the last
 * one. A value is held until the next one arrives or the tool ends, but for 50 ms at most. After that time, the latest
 * value is emitted as progress, so that the progress of a slow tool is not hidden until its end. If the tool ends after
 * that without a further value, the value is the output as well.
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
    // An error that a tool returns stays as it is, so that `failOn` and the model get that of the tool.
    const attempt = (action: () => void) => {
      try {
        action();
      } catch (error) {
        subscriber.error(error);
      }
    };
    return {
      next: (value) =>
        attempt(() => {
          show();
          latest = value;
          isHeld = true;
          task = scheduler.schedule(() => attempt(show), HOLD);
        }),
      error: (error) =>
        attempt(() => {
          show();
          subscriber.error(error);
        }),
      complete: () =>
        attempt(() => {
          subscriber.next({ type: 'tool_finished', call, output: toolOutput(latest), outcome: 'ok' });
          subscriber.complete();
        }),
      teardown: () => task?.unsubscribe(),
    };
  });
