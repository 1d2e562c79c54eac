import { hedge, type AnswerEvent } from 'codex-rx';
import type { Observable } from 'rxjs';

/** The time without output after which a second request is sent, in milliseconds. */
const HEDGE_AFTER = 1_000;

/** Sends a request, and with `isHedged` another one if it is slow; the faster one answers. */
export const hedged = (request: () => Observable<AnswerEvent>, isHedged: boolean): Observable<AnswerEvent> =>
  isHedged ? hedge([request(), request()], { after: HEDGE_AFTER }) : request();
