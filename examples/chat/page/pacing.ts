import { hedge, smooth, type AnswerEvent } from 'codex-rx';
import { identity, type Observable } from 'rxjs';

/** The switches for the pace of an answer. */
export interface Pacing {
  /** Draws the text at an even pace. */
  readonly smooth: boolean;
  /** Sends a second request when the first has shown nothing in time, and continues with the faster one. */
  readonly hedge: boolean;
}

/** The time without output after which a second request is sent, in milliseconds. */
const HEDGE_AFTER = 1_000;

/** Sends a request, and with `hedge` another one if it is slow. */
export const hedged = (request: () => Observable<AnswerEvent>, { hedge: isHedged }: Pacing): Observable<AnswerEvent> =>
  isHedged ? hedge([request(), request()], { after: HEDGE_AFTER }) : request();

/** Draws the text at an even pace if the switch is on. */
export const paced = ({ smooth: isSmooth }: Pacing) =>
  isSmooth ? smooth<AnswerEvent>({ unit: 'word', maxLag: 400 }) : identity<Observable<AnswerEvent>>;
