import { map, type MonoTypeOperatorFunction } from 'rxjs';
import type { ThreadEvent } from '../protocol/ThreadEvent.js';
import type { Usage } from '../protocol/Usage.js';

/** Returns the tokens used between two totals of a thread. Totals that went down belong to different threads. */
export const usageSince = (before: Usage | undefined, total: Usage): Usage => {
  if (before === undefined) return total;
  const usage: Usage = {
    input_tokens: total.input_tokens - before.input_tokens,
    cached_input_tokens: total.cached_input_tokens - before.cached_input_tokens,
    cache_write_input_tokens: total.cache_write_input_tokens - before.cache_write_input_tokens,
    output_tokens: total.output_tokens - before.output_tokens,
    reasoning_output_tokens: total.reasoning_output_tokens - before.reasoning_output_tokens,
  };
  return Object.values(usage).some((count) => count < 0) ? total : usage;
};

/** The total usage of a thread, kept from turn to turn. */
export interface UsageTotal {
  total: Usage | undefined;
}

/**
 * Turns the usage of `turn.completed` into the usage of the turn: `codex exec` reports the total of the thread. The
 * total stays available as `thread_usage`.
 */
// docs/decisions.md: usage of a turn of the agent
export const turnUsage = (thread: UsageTotal): MonoTypeOperatorFunction<ThreadEvent> =>
  map((event) => {
    if (event.type !== 'turn.completed') return event;
    const before = thread.total;
    thread.total = event.usage;
    return { ...event, usage: usageSince(before, event.usage), thread_usage: event.usage };
  });
