import type { Answer, ApiErrorData, ConversationState } from 'codex-rx';
import {
  asyncScheduler,
  concat,
  distinctUntilChanged,
  interval,
  map,
  merge,
  of,
  startWith,
  switchMap,
  takeUntil,
  timer,
  type Observable,
  type SchedulerLike,
} from 'rxjs';

/** The state of the page, for people. */
export type LiveState =
  | { readonly type: 'idle'; readonly last: Answer['status'] | undefined }
  | { readonly type: 'connecting' }
  | { readonly type: 'streaming' }
  /** A tool call waits for the decision of the person. */
  | { readonly type: 'deciding' }
  /** Waiting before another attempt, for so many whole seconds. */
  | { readonly type: 'retrying'; readonly seconds: number; readonly error: ApiErrorData }
  | { readonly type: 'failed'; readonly error: ApiErrorData };

/** A wait before another attempt, in milliseconds: the event `reset` of `retryAnswer`. */
export interface Wait {
  readonly delay: number;
  readonly error: ApiErrorData;
}

type Phase = LiveState | ({ readonly type: 'waiting' } & Wait);

const SECOND = 1_000;

const phasesOf = ({ answer, busy }: ConversationState): readonly Phase[] => {
  if (answer?.error !== undefined) return [{ type: 'failed', error: answer.error }];
  if (!busy || answer === undefined) return [{ type: 'idle', last: answer?.status }];
  if (answer.status === 'retrying') return []; // the event `reset` holds more
  if (answer.tool_calls.some(({ run }) => run === 'waiting')) return [{ type: 'deciding' }];
  return [{ type: answer.status === 'waiting' ? 'connecting' : 'streaming' }];
};

/** A phase is emitted once, but each wait is one of its own. */
const isSame = (a: Phase, b: Phase): boolean => a.type === b.type && a.type !== 'waiting';

const countdown = ({ delay, error }: Wait, scheduler: SchedulerLike): Observable<LiveState> => {
  const seconds$ = interval(SECOND, scheduler).pipe(
    map((passed) => delay - (passed + 1) * SECOND),
    startWith(delay),
    map((left): LiveState => ({ type: 'retrying', seconds: Math.max(1, Math.ceil(left / SECOND)), error })),
    takeUntil(timer(delay, scheduler)),
  );
  return concat(seconds$, of<LiveState>({ type: 'connecting' }));
};

/**
 * The state of a conversation, with a countdown of every wait.
 *
 * ```text
 * conversation:  i-c--------s---i              i: idle, c: busy and waiting, s: streaming, 1 character: 500 ms
 * waits:         ---w                          w: { delay: 2000 }
 *        liveState(waits)
 * output:        i-c2-1-c---s---i
 * ```
 */
export const liveState =
  (waits$: Observable<Wait>, { scheduler = asyncScheduler }: { readonly scheduler?: SchedulerLike } = {}) =>
  (conversation$: Observable<ConversationState>): Observable<LiveState> =>
    merge(
      conversation$.pipe(switchMap(phasesOf)),
      waits$.pipe(map(({ delay, error }): Phase => ({ type: 'waiting', delay, error }))),
    ).pipe(
      distinctUntilChanged(isSame),
      switchMap((phase) => (phase.type === 'waiting' ? countdown(phase, scheduler) : of(phase))),
    );
