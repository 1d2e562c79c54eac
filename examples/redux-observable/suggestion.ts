import { createSlice, isAnyOf, type PayloadAction } from '@reduxjs/toolkit';
import { accumulate, adviceFor, coalesce, type ResponsesClient } from 'codex-rx';
import type { Epic } from 'redux-observable';
import { EMPTY, filter, map, switchMap, timer } from 'rxjs';

interface Suggestion {
  readonly text: string;
  readonly problem: string | undefined;
}

const initialState: Suggestion = { text: '', problem: undefined };

export const suggestion = createSlice({
  name: 'suggestion',
  initialState,
  reducers: {
    typed: (_, _action: PayloadAction<string>) => initialState,
    dismissed: () => initialState,
    suggested: (_, { payload }: PayloadAction<Suggestion>) => payload,
  },
});

const { typed, dismissed, suggested } = suggestion.actions;

/** The shortest pause in typing, in milliseconds. */
const PAUSE = 300;

const goOn = (client: ResponsesClient, text: string) =>
  client.streamPrompt('gpt-5.1', { instructions: 'Go on with the text in few words.', input: text }).pipe(
    accumulate(),
    coalesce(),
    // Actions of Redux can be serialized: what a person should know of an error is a string.
    map((answer) => suggested({ text: answer.text, problem: answer.error && adviceFor(answer.error) })),
  );

/**
 * Suggests how a text goes on. The next keystroke, and `dismissed`, close the socket of the former request at once. The
 * client is a dependency: `createEpicMiddleware({ dependencies: { client } })`.
 */
export const suggest: Epic<unknown, ReturnType<typeof suggested>, unknown, { readonly client: ResponsesClient }> = (
  action$,
  _state$,
  { client },
) =>
  action$.pipe(
    filter(isAnyOf(typed, dismissed)),
    switchMap((action) =>
      typed.match(action) && action.payload.trim() !== ''
        ? timer(PAUSE).pipe(switchMap(() => goOn(client, action.payload)))
        : EMPTY,
    ),
  );
