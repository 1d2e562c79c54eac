import { enforceEvents, verifyEvents } from '@ag-ui/client';
import type { AGUIEvent, BaseEvent } from '@ag-ui/core';
import { defer, map, type Observable } from 'rxjs';

/** Fails if the published client of AG-UI refuses an event or the order of the events. */
export const verified = (events: Observable<AGUIEvent>): Observable<BaseEvent> =>
  defer(() =>
    events.pipe(
      map((event): BaseEvent => ({ ...event })),
      enforceEvents(false),
      verifyEvents(false),
    ),
  );
