import { catchError, EMPTY, lastValueFrom, toArray, type Observable } from 'rxjs';
import type { ResponseEvent } from '../../lib/protocol/ResponseEvent.js';
import type { ResponseItem } from '../../lib/protocol/ResponseItem.js';

/** The finished items of an answer, also of one that failed. */
export const settledItems = async (answer: Observable<ResponseEvent>): Promise<readonly ResponseItem[]> => {
  const events = await lastValueFrom(
    answer.pipe(
      catchError(() => EMPTY),
      toArray(),
    ),
    { defaultValue: [] },
  );
  return events.flatMap((event) => (event.type === 'output_item_done' ? [event.item] : []));
};
