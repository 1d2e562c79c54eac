'use client';
import { useMemo, useSyncExternalStore } from 'react';
import type { Observable } from 'rxjs';
import type { Answer } from '../answer/Answer.js';
import { WAITING } from '../answer/answerFold.js';
import type { AnswerEvent } from '../answer/AnswerEvent.js';
import type { CoalesceOptions } from '../operators/answer/coalesce.js';
import { answerStore } from './answerStore.js';

/** Options for `useAnswer` and `useConversation`. They are read at the first render. */
export type RenderOptions = Omit<CoalesceOptions, 'keep'>;

/** The answer of `useAnswer`, and what a component can do with it. */
export interface LiveAnswer {
  /** The answer as received so far; undefined without a source. */
  readonly answer: Answer | undefined;
  /** True until the answer is complete, has failed or was stopped. */
  readonly busy: boolean;
  /** Closes the connection and keeps what was received. */
  readonly stop: () => void;
  /** Requests the answer again. */
  readonly reload: () => void;
}

const NOTHING = {
  subscribe: () => () => undefined,
  read: () => undefined,
  stop: () => undefined,
  reload: () => undefined,
};

const isBusy = (answer: Answer | undefined): boolean =>
  answer !== undefined &&
  (answer.status === 'waiting' || answer.status === 'streaming' || answer.status === 'retrying');

/**
 * Requests an answer while the component is mounted, and renders at most once per frame. A new source cancels the
 * answer of the one before. Without a source, nothing is requested.
 *
 * The request is sent after the component has mounted: once also under StrictMode, and never on a server, where the
 * answer is `waiting`. The hook does not suspend, because a partial answer is worth showing.
 *
 * Errors: none; they are in `answer.error`. Teardown: unmounting closes the connection.
 *
 * @param answer$ the events of an answer or of a tool loop. Its identity decides: create it with `useMemo`, or in an
 *   event handler.
 *
 * @example
 * const useHaiku = (subject: string) => {
 *   const answer$ = useMemo(() => client.streamPrompt('gpt-5.1', `A haiku about ${subject}`), [subject]);
 *   const { answer, busy, stop } = useAnswer(answer$);
 *   return { text: answer?.text ?? '', busy, stop };
 * };
 */
export const useAnswer = (answer$: Observable<AnswerEvent> | undefined, options: RenderOptions = {}): LiveAnswer => {
  // Options of a later render would create another store, and with it request another answer.
  const store = useMemo(() => (answer$ === undefined ? NOTHING : answerStore(answer$, options)), [answer$]);
  const answer: Answer | undefined = useSyncExternalStore(store.subscribe, store.read, () =>
    answer$ === undefined ? undefined : WAITING,
  );
  return { answer, busy: isBusy(answer), stop: store.stop, reload: store.reload };
};
