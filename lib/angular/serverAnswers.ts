import { inject, makeStateKey, PendingTasks, PLATFORM_ID, TransferState } from '@angular/core';
import type { Answer } from '../answer/Answer.js';

/** The answers that a server sends with the page that it renders. */
export interface ServerAnswers {
  readonly isServer: boolean;
  /** In the page: the answer that came with it, once. */
  take(key: string): Answer | undefined;
  /** On the server: sends an answer that is complete with the page. */
  keep(key: string, answer: Answer | undefined): void;
  /** On the server: holds the page until the returned function is called. It may be called more than once. */
  hold(): () => void;
}

const isWhole = ({ status }: Answer): boolean => status === 'completed' || status === 'incomplete';

/** Injects the answers of the server. It must be called in an injection context. */
export const serverAnswers = (): ServerAnswers => {
  const transfer = inject(TransferState);
  const tasks = inject(PendingTasks);
  const isServer = inject(PLATFORM_ID).valueOf() === 'server';
  const keyOf = (key: string) => makeStateKey<Answer>(`codex-rx.${key}`);
  return {
    isServer,
    take: (key) => {
      const stored = keyOf(key);
      if (isServer || !transfer.hasKey(stored)) return undefined;
      const answer = transfer.get<Answer | undefined>(stored, undefined);
      transfer.remove(stored);
      return answer;
    },
    keep: (key, answer) => {
      if (isServer && answer !== undefined && isWhole(answer)) transfer.set(keyOf(key), answer);
    },
    hold: () => (isServer ? tasks.add() : () => undefined),
  };
};
