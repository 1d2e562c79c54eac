import type { Conversation, ResponseItem } from 'codex-rx';
import { BehaviorSubject, type Observable } from 'rxjs';

/** The versions of a conversation, and the one that is shown. */
export interface BranchState {
  /** From 0. */
  readonly shown: number;
  readonly count: number;
}

/** The versions of a conversation: an edit and a retry leave the version before as it was. */
export interface Branches {
  readonly state$: Observable<BranchState>;
  /** Keeps the conversation as it is, and changes it. */
  readonly branch: (change: () => void) => void;
  /** Shows the version before or after the one that is shown. A current answer is stopped, and kept as far as it came. */
  readonly move: (by: -1 | 1) => void;
}

export const branchesOf = (chat: Conversation): Branches => {
  const others = new Map<number, readonly ResponseItem[]>();
  const state = new BehaviorSubject<BranchState>({ shown: 0, count: 1 });
  return {
    state$: state.asObservable(),
    branch: (change) => {
      const { shown, count } = state.value;
      others.set(shown, chat.snapshot().history);
      change();
      state.next({ shown: count, count: count + 1 });
    },
    move: (by) => {
      const { shown, count } = state.value;
      const items = others.get(shown + by);
      if (items === undefined) return;
      chat.stop();
      others.set(shown, chat.snapshot().history);
      chat.replaceHistory(items);
      state.next({ shown: shown + by, count });
    },
  };
};
