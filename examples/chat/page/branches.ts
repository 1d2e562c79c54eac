import type { Conversation, ResponseItem } from 'codex-rx';
import { BehaviorSubject, type Observable } from 'rxjs';

/** The versions of a conversation, and the one that is shown. */
export interface BranchState {
  /** From 0. */
  readonly shown: number;
  /** The history of each version as it was left; that of the shown one is out of date. */
  readonly versions: readonly (readonly ResponseItem[])[];
}

/** The versions of a conversation: an edit and a retry leave the version before as it was. */
export interface Branches {
  readonly state$: Observable<BranchState>;
  /** Keeps the conversation as it is, and changes it. */
  readonly branch: (change: () => void) => void;
  /** Shows the version before or after the one that is shown. A current answer is stopped, and kept as far as it came. */
  readonly move: (by: -1 | 1) => void;
}

export const FIRST_BRANCH: BranchState = { shown: 0, versions: [[]] };

export const branchesOf = (chat: Conversation, kept: BranchState = FIRST_BRANCH): Branches => {
  const state = new BehaviorSubject(kept);
  const withShown = (): BranchState['versions'] =>
    state.value.versions.map((items, index) => (index === state.value.shown ? chat.snapshot().history : items));
  return {
    state$: state.asObservable(),
    branch: (change) => {
      const versions = withShown();
      change();
      state.next({ shown: versions.length, versions: [...versions, []] });
    },
    move: (by) => {
      const { shown, versions } = state.value;
      const items = versions[shown + by];
      if (items === undefined) return;
      chat.stop();
      state.next({ shown: shown + by, versions: withShown() });
      chat.replaceHistory(items);
    },
  };
};
