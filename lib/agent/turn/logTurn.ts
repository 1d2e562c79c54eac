import { defer, identity, tap, type MonoTypeOperatorFunction, type SchedulerLike } from 'rxjs';
import { isApiError } from '../../protocol/errors/ApiError.js';
import type { ThreadEvent } from '../protocol/ThreadEvent.js';
import { onOneLine, type Logger } from '../../telemetry/Logger.js';
import { notify } from '../../telemetry/Telemetry.js';

/** Options for `logTurn`. */
export interface LogTurnOptions {
  /** The thread that the turn continues; a new one has no id yet. */
  readonly thread: string | null | undefined;
  /** The scheduler used to measure durations. */
  readonly scheduler: SchedulerLike;
}

/**
 * Logs the progress of a turn: its start, the start of each item, `error` events, and its end. Never logs prompts,
 * answers or the output of commands.
 *
 * ```text
 * events:  --s--c--|        s: turn.started, c: turn.completed
 *          logTurn(logger, { thread, scheduler })
 * events:  --s--c--|
 * log:     b----d--g        b: begun, d: completed after 5 ms, g: the program has exited after 8 ms
 * ```
 *
 * Errors of the source pass through. Teardown: unsubscribes from the source. Unsubscribing early is logged as `cancelled`.
 */
export const logTurn = (
  target: Logger | undefined,
  { thread, scheduler }: LogTurnOptions,
): MonoTypeOperatorFunction<ThreadEvent> => {
  if (target === undefined) return identity;
  const logger = onOneLine(target);
  return (events) =>
    defer(() => {
      let turn = `turn of ${thread ?? 'a new thread'}`;
      const startedAt = scheduler.now();
      const after = () => `after ${Math.round(scheduler.now() - startedAt)} ms`;
      const write = (level: keyof Logger, what: string) => notify(() => logger[level](`${turn}: ${what}`));
      const onEvent = (event: ThreadEvent) => {
        if (event.type === 'thread.started') turn = `turn of ${event.thread_id}`;
        else if (event.type === 'item.started') write('debug', `${event.item.type} begun ${after()}`);
        else if (event.type === 'error') write('warn', event.message);
        else if (event.type === 'turn.failed') write('error', `failed ${after()}: ${event.error.message}`);
        else if (event.type === 'turn.completed') {
          const { input_tokens, output_tokens } = event.usage;
          write('info', `completed ${after()}, ${input_tokens} tokens in, ${output_tokens} out`);
        }
      };
      return events.pipe(
        tap({
          subscribe: () => write('debug', 'begun'),
          next: onEvent,
          error: (error: unknown) =>
            write('error', `failed ${after()}: ${isApiError(error) ? error.message : 'unknown'}`),
          complete: () => write('debug', `the program is gone ${after()}`),
          unsubscribe: () => write('debug', `cancelled ${after()}`),
        }),
      );
    });
};
