import { inject } from '@angular/core';
import { Actions, createEffect, ofType } from '@ngrx/effects';
import { accumulate, coalesce, ResponsesClient, retryAnswer } from 'codex-rx';
import { map, switchMap, takeUntil } from 'rxjs';
import { AnswerActions } from './answer.actions.js';

/**
 * Streams the answer into the store, one snapshot per frame. Asking again cancels the former request, and so does
 * `stopped`. An error is the last snapshot and not the end of the effect.
 */
export const streamAnswer = createEffect(
  (actions$ = inject(Actions), client = inject(ResponsesClient)) =>
    actions$.pipe(
      ofType(AnswerActions.asked),
      switchMap(({ prompt }) =>
        client.streamPrompt('gpt-5.1', prompt).pipe(
          retryAnswer({ maxRetries: 2 }),
          takeUntil(actions$.pipe(ofType(AnswerActions.stopped))),
          accumulate(),
          coalesce(),
          map((answer) => AnswerActions.answered({ answer })),
        ),
      ),
    ),
  { functional: true },
);
