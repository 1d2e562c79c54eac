import type { ServerResponse } from 'node:http';
import { Observable, Subject, takeUntil } from 'rxjs';
import { DemandGate } from '../backpressure/Demand.js';
import { apiError } from '../protocol/errors/ApiError.js';
import type { TextSource } from '../relay/frames/textSource.js';

const tooSlow = (maxBufferSize: number) =>
  apiError({
    type: 'stream',
    reason: 'too_large',
    detail: `more than ${maxBufferSize} bytes wait for a slow reader (maxBufferSize)`,
  });

/**
 * Writes text to a response while the reader takes it. Completes when the response is closed, by its end or by the
 * reader.
 *
 * Errors: those of the source, and a `stream` error (`too_large`) if more than `maxBufferSize` bytes wait. Teardown:
 * unsubscribes from the source, and destroys a response that has not ended.
 */
export const writeText = (response: ServerResponse, { connect, maxBufferSize }: TextSource): Observable<never> =>
  new Observable((subscriber) => {
    if (response.destroyed || response.writableEnded) {
      subscriber.complete();
      return undefined;
    }
    const gate = new DemandGate();
    const over = new Subject<void>(); // a source that emits while it is subscribed to cannot be unsubscribed yet
    const onDrain = () => gate.open();
    const onClose = () => subscriber.complete();
    response.on('drain', onDrain).on('close', onClose).on('error', onClose);
    subscriber.add(() => {
      response.off('drain', onDrain).off('close', onClose);
      if (!response.writableEnded) response.destroy();
    });
    response.flushHeaders();
    return connect(gate)
      .pipe(takeUntil(over))
      .subscribe({
        next: (text) => {
          if (!response.write(text)) gate.close();
          if (response.writableLength <= maxBufferSize) return;
          subscriber.error(tooSlow(maxBufferSize));
          over.next();
        },
        error: (cause: unknown) => subscriber.error(cause),
        complete: () => {
          if (!subscriber.closed) response.end();
        },
      });
  });
