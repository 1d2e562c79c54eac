import { asyncScheduler, Observable, type SchedulerLike } from 'rxjs';
import { apiError } from '../../protocol/errors/ApiError.js';
import { isLastFrame, type RelayFrame } from '../frames/RelayFrame.js';
import type { ReplayStore } from './ReplayStore.js';

/** Options for `memoryReplayStore`. */
export interface MemoryReplayStoreOptions {
  /** The maximum number of answers. Default: 10 000. */
  readonly maxAnswers?: number | undefined;
  /** The maximum size of all answers together, in bytes: two per character. Default: 134 217 728 (128 MiB). */
  readonly maxBytes?: number | undefined;
  /** The time that an answer is kept after its last frame, in milliseconds. Default: 300 000. */
  readonly ttl?: number | undefined;
  /** The clock of `ttl`. Default: asyncScheduler. */
  readonly scheduler?: SchedulerLike | undefined;
}

interface Entry {
  readonly frames: RelayFrame[];
  /** The readers that wait for the next frame. A `Subject` would take as long to remove one as it has readers. */
  waiting: Set<() => void>;
  bytes: number;
  /** The time at which it may be removed; Infinity until its last frame. */
  expires: number;
}

/** The approximate size of a frame besides its text, in bytes. */
const FRAME_BYTES = 64;
/** The size at which a batch is complete, in characters. It is what a slow reader holds beyond its own buffer. */
const BATCH_SIZE = 16_384;

/** Returns the frames from an index on, at least one, until the batch is complete. */
const batchOf = (frames: readonly RelayFrame[], from: number): readonly RelayFrame[] => {
  let to = from;
  let size = 0;
  while (to < frames.length && size < BATCH_SIZE) {
    size += frames[to]?.data.length ?? 0;
    to += 1;
  }
  return frames.slice(from, to);
};

const full = (limit: string) =>
  apiError({ type: 'server_overloaded', detail: `the relay keeps too many answers at once (${limit})` });

const unknown = () => apiError({ type: 'not_found', detail: 'the relay does not know this answer, or no longer' });

/**
 * Creates a store in the memory of this process. If a limit is reached, the finished answers are removed, the oldest
 * first. If no finished answer remains, a new answer is refused, and a growing one ends with an error.
 *
 * Errors: `append`, `create` and `next` fail with an `ApiError`: `server_overloaded` at a limit, `not_found` for an
 * unknown answer. The last frame of an answer is stored even at the limit. Teardown: the store has no timers; expired
 * answers are removed when it is used.
 *
 * @example
 * const handle = relay({ ask: () => answer$, store: memoryReplayStore({ maxAnswers: 1000, ttl: 60_000 }) });
 */
export const memoryReplayStore = ({
  maxAnswers = 10_000,
  maxBytes = 128 * 1024 * 1024,
  ttl = 300_000,
  scheduler = asyncScheduler,
}: MemoryReplayStoreOptions = {}): ReplayStore => {
  const entries = new Map<string, Entry>();
  const finished = new Set<string>(); // the oldest first
  let bytes = 0;

  const remove = (answer: string): void => {
    bytes -= entries.get(answer)?.bytes ?? 0;
    entries.delete(answer);
    finished.delete(answer);
  };
  const removeWhile = (isNeeded: (entry: Entry | undefined) => boolean): void => {
    for (const answer of finished) {
      if (!isNeeded(entries.get(answer))) return;
      remove(answer);
    }
  };
  const expire = (): void => {
    const now = scheduler.now();
    removeWhile((entry) => entry === undefined || entry.expires <= now);
  };

  const found = (answer: string): Entry => {
    expire();
    const entry = entries.get(answer);
    if (entry === undefined) throw unknown();
    return entry;
  };

  return {
    create: (answer) => {
      expire();
      if (entries.has(answer)) return false;
      removeWhile(() => entries.size >= maxAnswers);
      if (entries.size >= maxAnswers) throw full('maxAnswers');
      entries.set(answer, { frames: [], waiting: new Set(), bytes: 0, expires: Infinity });
      return true;
    },
    append: (answer, frame) => {
      const entry = found(answer);
      const size = frame.data.length * 2 + FRAME_BYTES;
      removeWhile(() => bytes + size > maxBytes);
      const isLast = isLastFrame(frame);
      if (bytes + size > maxBytes && !isLast) throw full('maxBytes');
      entry.frames.push(frame);
      entry.bytes += size;
      bytes += size;
      if (isLast) {
        entry.expires = scheduler.now() + ttl;
        finished.add(answer);
      }
      const { waiting } = entry;
      entry.waiting = new Set(); // each reader waits again, for the frame after this one
      for (const wake of waiting) wake();
    },
    find: (answer) => {
      expire();
      const entry = entries.get(answer);
      return entry && { last: entry.frames.length, isOver: finished.has(answer) };
    },
    next: (answer, after) =>
      new Observable((subscriber) => {
        const entry = entries.get(answer); // not `found`: a slow reader finishes an answer that expires meanwhile
        if (entry === undefined) {
          subscriber.error(unknown());
          return undefined;
        }
        const emit = () => {
          subscriber.next(batchOf(entry.frames, after));
          subscriber.complete();
        };
        if (after < entry.frames.length) {
          emit();
          return undefined;
        }
        const { waiting } = entry;
        waiting.add(emit);
        return () => waiting.delete(emit);
      }),
  };
};
