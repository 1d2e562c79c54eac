import { createActionGroup, emptyProps, props } from '@ngrx/store';
import type { Answer } from 'codex-rx';

export const AnswerActions = createActionGroup({
  source: 'Answer',
  events: {
    Asked: props<{ prompt: string }>(),
    Stopped: emptyProps(),
    Answered: props<{ answer: Answer }>(), // of every frame in which more has come
  },
});
