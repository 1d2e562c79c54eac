import type { Observable } from 'rxjs';
import type { RecordingTape } from '../../transport/recordingTape.js';
import { recordFirst } from './recordFirst.js';

/**
 * Records the first subscription to a body. Errors of the source pass through. Teardown: unsubscribes from the source,
 * and records it.
 */
export const recordBody = (body: Observable<Uint8Array>, tape: RecordingTape): Observable<Uint8Array> =>
  recordFirst(body, { ...tape, value: tape.chunk });
