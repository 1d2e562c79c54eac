import { smooth, type AnswerEvent } from 'codex-rx';
import { identity, type MonoTypeOperatorFunction, type Observable } from 'rxjs';

/** Draws the text at an even pace if the switch is on. */
export const paced = (isSmooth: boolean): MonoTypeOperatorFunction<AnswerEvent> =>
  isSmooth ? smooth<AnswerEvent>({ unit: 'word', maxLag: 400 }) : identity<Observable<AnswerEvent>>;
