import type { JsonObject } from '../../protocol/codec/json.js';

/** The changes that a review looks at. */
export type ReviewTarget =
  /** The changes that are not committed yet. */
  | { readonly type: 'uncommitted' }
  /** The changes since a branch. */
  | { readonly type: 'branch'; readonly branch: string }
  | { readonly type: 'commit'; readonly sha: string; readonly title?: string }
  /** Whatever the instructions say. */
  | { readonly type: 'custom'; readonly instructions: string };

/** Writes a target in the form of the app-server. */
export const reviewTarget = (target: ReviewTarget): JsonObject => {
  switch (target.type) {
    case 'uncommitted':
      return { type: 'uncommittedChanges' };
    case 'branch':
      return { type: 'baseBranch', branch: target.branch };
    case 'commit':
      return { type: 'commit', sha: target.sha, title: target.title ?? null };
    case 'custom':
      return target;
  }
};
