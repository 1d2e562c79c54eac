import { defer, tap, type Observable } from 'rxjs';
import type { RequestOptions } from '../RequestOptions.js';
import { ResponseStream } from './ResponseStream.js';

/**
 * Opens a background response, and cancels it on the server when the consumer leaves before its end. Each subscription
 * has its own response.
 *
 * @param cancel creates the request that cancels a response.
 */
export const cancelOnUnsubscribe = <O extends RequestOptions>(
  open: (options: O) => ResponseStream,
  options: O,
  cancel: (responseId: string) => Observable<unknown>,
): ResponseStream =>
  new ResponseStream((demand) =>
    defer(() => {
      let id: string | undefined;
      const onCursor: RequestOptions['onCursor'] = (cursor) => {
        id = cursor.response_id;
        options.onCursor?.(cursor);
      };
      const unsubscribe = (): void => {
        // The consumer has left, so only telemetry can receive a failure of this request. Its own limits end it.
        if (id !== undefined) cancel(id).subscribe({ error: () => undefined });
      };
      return open({ ...options, onCursor })
        .withDemand(demand)
        .pipe(tap({ unsubscribe }));
    }),
  );
