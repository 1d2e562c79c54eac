import { map, type Observable } from 'rxjs';
import { ofType } from '../../operators/answer/ofType.js';
import type { ResponseEvent } from '../../protocol/ResponseEvent.js';

/** Emits the text of an answer in pieces. A refusal counts as text, because it replaces the answer. */
export const answerText = (events: Observable<ResponseEvent>): Observable<string> =>
  events.pipe(
    ofType('output_text_delta', 'refusal_delta'),
    map(({ delta }) => delta),
  );
