import { defer, type Observable } from 'rxjs';
import type { RecordingTape } from '../../transport/recordingTape.js';
import { operate } from '../flow/operate.js';

/**
 * Records the first subscription to a body. Errors of the source pass through. Teardown: unsubscribes from the source,
 * and records it.
 */
export const recordBody = (body: Observable<Uint8Array>, tape: RecordingTape): Observable<Uint8Array> => {
  const recorded = body.pipe(
    operate<Uint8Array, Uint8Array>((subscriber) => ({
      next: (bytes) => {
        tape.chunk(bytes);
        subscriber.next(bytes);
      },
      error: (cause) => {
        tape.lost(cause);
        subscriber.error(cause);
      },
      complete: () => {
        tape.end();
        subscriber.complete();
      },
      teardown: () => tape.cancelled(),
    })),
  );
  let isRead = false;
  return defer(() => {
    if (isRead) return body;
    isRead = true;
    return recorded;
  });
};
