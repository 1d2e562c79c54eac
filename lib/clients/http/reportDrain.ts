import type { SchedulerLike } from 'rxjs';
import { notify, type ReadTelemetry } from '../../telemetry/Telemetry.js';
import type { StreamResponse } from '../../transport/HttpTransport.js';

/** Returns a function that drains a connection and reports the end to `onDrain`, with the time that it took. */
export const reportDrain = (
  { onDrain }: ReadTelemetry,
  drain: StreamResponse['drain'],
  scheduler: SchedulerLike,
): (() => void) | undefined => {
  if (onDrain === undefined || drain === undefined) return drain;
  return () => {
    const startedAt = scheduler.now();
    drain((isWhole) => notify(() => onDrain({ isWhole, duration: scheduler.now() - startedAt })));
  };
};
