import { createFeature, createReducer, createSelector, on } from '@ngrx/store';
import type { Answer } from 'codex-rx';
import { AnswerActions } from './answer.actions.js';

interface AnswerState {
  readonly prompt: string;
  readonly answer: Answer | null;
}

const initialState: AnswerState = { prompt: '', answer: null };

export const answerFeature = createFeature({
  name: 'answer',
  reducer: createReducer(
    initialState,
    on(AnswerActions.asked, (_, { prompt }): AnswerState => ({ prompt, answer: null })),
    on(AnswerActions.answered, (state, { answer }): AnswerState => ({ ...state, answer })),
  ),
  extraSelectors: ({ selectAnswer }) => ({
    // The text is the same string until more has come: a template bound to it is not drawn for a usage report.
    selectText: createSelector(selectAnswer, (answer) => answer?.text ?? ''),
    selectStatus: createSelector(selectAnswer, (answer) => answer?.status),
  }),
});
