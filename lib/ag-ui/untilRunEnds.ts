import { EventType, type BaseEvent } from '@ag-ui/core';
import type { OperatorFunction } from 'rxjs';
import { isJsonObject } from '../protocol/codec/json.js';
import { jsonExcerpt } from '../protocol/errors/errorBody.js';
import type { SkippedFrame } from '../telemetry/Telemetry.js';
import { cutOff } from './errorEvent.js';
import { operate } from '../operators/flow/operate.js';

/** Options for `untilRunEnds`. */
export interface UntilRunEndsOptions {
  /** A callback, called for each value that is not an event. */
  readonly onSkipped?: ((skipped: SkippedFrame) => void) | undefined;
}

const isEvent = (value: unknown): value is BaseEvent => isJsonObject(value) && typeof value['type'] === 'string';

/**
 * Passes on the values that are AG-UI events, and completes with the event that ends the run.
 *
 * ```text
 * values:  --R--a--Z--         R: RUN_STARTED, Z: RUN_FINISHED
 *        untilRunEnds()
 * events:  --R--a--(Z|)
 *
 * values:  --R--a--|
 *        untilRunEnds()
 * events:  --R--a--#           stream error: the run ended without RUN_FINISHED or RUN_ERROR
 * ```
 *
 * Errors: a `stream` error with the reason `truncated` if the source completes before the run has ended. Errors of the
 * source pass through. Teardown: unsubscribes from the source, also at the end of the run.
 *
 * @example
 * const run$ = of({ type: 'RUN_STARTED' }, { type: 'RUN_FINISHED' });
 * run$.pipe(untilRunEnds()).subscribe(({ type }) => console.log(type));
 */
export const untilRunEnds = ({ onSkipped }: UntilRunEndsOptions = {}): OperatorFunction<unknown, BaseEvent> =>
  operate((subscriber) => ({
    next: (value) => {
      if (!isEvent(value)) {
        onSkipped?.({ reason: 'not an AG-UI event', excerpt: jsonExcerpt(value) });
        return;
      }
      subscriber.next(value);
      if (value.type === EventType.RUN_FINISHED || value.type === EventType.RUN_ERROR) subscriber.complete();
    },
    complete: () => subscriber.error(cutOff()),
  }));
