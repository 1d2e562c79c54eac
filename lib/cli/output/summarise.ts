import { asyncScheduler, defer, filter, map, scan, takeLast, type OperatorFunction, type SchedulerLike } from 'rxjs';
import { EVENT_ROLE } from '../../protocol/eventRole.js';
import type { RateLimitSnapshot } from '../../protocol/RateLimitSnapshot.js';
import type { ResponseEvent } from '../../protocol/ResponseEvent.js';

/** The maximum number of rate limits in a line. A server may send any number of them. */
const MAX_LIMITS = 8;

interface Seen {
  readonly model: string;
  readonly firstAt?: number;
  readonly limits: readonly RateLimitSnapshot[];
  readonly completed?: Extract<ResponseEvent, { type: 'completed' }>;
}

const limitText = ({ limit_id, limit_name, primary, secondary }: RateLimitSnapshot): string => {
  const windows = [primary, secondary].flatMap((window) =>
    window === null
      ? []
      : [`${window.used_percent} %${window.window_minutes === null ? '' : ` of ${window.window_minutes} min`}`],
  );
  return `${limit_name ?? limit_id} ${windows.join(', ') || 'credits'}`;
};

const summary = (seen: Seen, started: number, endedAt: number): string => {
  const { completed, firstAt, limits, model } = seen;
  const usage = completed?.token_usage;
  const seconds = firstAt === undefined ? 0 : (endedAt - firstAt) / 1000;
  return [
    model,
    completed?.response_id,
    completed?.status === 'incomplete' ? `incomplete (${completed.finish_reason ?? 'unknown'})` : undefined,
    usage ? `${usage.input_tokens} tokens in, ${usage.output_tokens} out` : undefined,
    firstAt === undefined ? undefined : `first token after ${Math.round(firstAt - started)} ms`,
    usage && seconds > 0 ? `${(usage.output_tokens / seconds).toFixed(1)} tokens/s` : undefined,
    limits.length > 0 ? `limits: ${limits.map(limitText).join('; ')}` : undefined,
  ]
    .filter((part) => part !== undefined && part !== '')
    .join(' · ');
};

/**
 * Emits one line about a finished answer: model, response id, tokens, time to the first token, tokens per second, and
 * up to eight rate limits if the server sent them.
 *
 * ```text
 * events:  --created--text--text--completed|
 *      summarise({ model: 'gpt-5.1' })
 * output:  --------------------------------(line|)
 * line = 'gpt-5.1 · resp_1 · first token after 11 ms'
 * ```
 *
 * Errors of the source pass through. Teardown: unsubscribes from the source.
 *
 * @example
 * client.streamPrompt('gpt-5.1', 'Say hi').pipe(summarise({ model: 'gpt-5.1' })).subscribe(console.error);
 *
 * @param options.model the requested model, used unless a `server_model` event names another one.
 */
export const summarise =
  ({
    model,
    scheduler = asyncScheduler,
  }: {
    readonly model: string;
    readonly scheduler?: SchedulerLike;
  }): OperatorFunction<ResponseEvent, string> =>
  (events) =>
    defer(() => {
      const started = scheduler.now();
      return events.pipe(
        scan(
          (seen: Seen, event): Seen => {
            if (event.type === 'server_model') return { ...seen, model: event.model };
            if (event.type === 'rate_limits')
              return seen.limits.length < MAX_LIMITS ? { ...seen, limits: [...seen.limits, event.snapshot] } : seen;
            if (event.type === 'completed') return { ...seen, completed: event };
            return seen.firstAt === undefined && EVENT_ROLE[event.type] === 'delta'
              ? { ...seen, firstAt: scheduler.now() }
              : seen;
          },
          { model, limits: [] },
        ),
        filter(({ completed }) => completed !== undefined),
        takeLast(1),
        map((seen) => summary(seen, started, scheduler.now())),
      );
    });
