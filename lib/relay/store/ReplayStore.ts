import type { Observable } from 'rxjs';
import type { RelayFrame } from '../frames/RelayFrame.js';

/** The state of a stored answer. */
export interface StoredAnswer {
  /** The number of its latest frame; 0 before the first. */
  readonly last: number;
  /** Is true once its last frame is stored. */
  readonly isOver: boolean;
  /**
   * Is false once the time of the last `keepAlive` is over: the process that receives the answer was lost. Undefined in
   * a store without `keepAlive`.
   */
  readonly isRunning?: boolean | undefined;
}

/**
 * Keeps the frames of answers, so that readers can come late or come back. `memoryReplayStore` keeps them in the memory
 * of one process. With a store in a database, another process can replay them: with the streams of Redis, `append` is
 * `XADD` with the sequence as the id, and `next` is `XRANGE` as soon as there are frames.
 */
export interface ReplayStore {
  /** Creates an answer without frames. Returns false if it exists already; its frames then stay as they are. */
  create(answer: string): boolean | PromiseLike<boolean>;
  /** Adds the next frame. Called with the frames in order, each after the one before is stored. */
  append(answer: string, frame: RelayFrame): void | PromiseLike<void>;
  /** Returns the state of an answer, or undefined if it is not stored. */
  find(answer: string): StoredAnswer | undefined | PromiseLike<StoredAnswer | undefined>;
  /**
   * Emits one batch of the frames after number `after`, in order, and completes. If there are none yet, it waits for
   * the next one. Fails with an `ApiError` of type `not_found` if the answer is not stored.
   */
  next(answer: string, after: number): Observable<readonly RelayFrame[]>;
  /**
   * Marks an answer as running for the next `ms` milliseconds. The process that receives it calls this before `create`,
   * and three times in each period. When the mark has expired, another process ends the answer with an error. Without
   * this method, the readers of an answer whose process was lost wait for as long as the store keeps it.
   */
  keepAlive?(answer: string, ms: number): void | PromiseLike<void>;
}
