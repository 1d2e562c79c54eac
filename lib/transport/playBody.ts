import { Observable, type SchedulerLike, type Subscriber, type Subscription } from 'rxjs';
import { definedMembers } from '../protocol/codec/definedMembers.js';
import { apiError, timeoutError } from '../protocol/errors/ApiError.js';
import { MAX_TIMER_DELAY } from '../protocol/limits.js';
import type { RecordedEnding, Recording } from '../protocol/recording/Recording.js';

const finish = (subscriber: Subscriber<Uint8Array>, ending: RecordedEnding): void => {
  if (ending.type === 'end') subscriber.complete();
  if (ending.type !== 'lost') return;
  const { detail, code } = ending;
  subscriber.error(
    code === 'ETIMEDOUT'
      ? timeoutError(detail)
      : apiError({
          type: 'stream',
          reason: 'connection_lost',
          detail,
          ...definedMembers({ code }),
        }),
  );
};

/**
 * Replays a response body. `started` is the time at which the head (status and headers) was emitted. There is only one
 * timer, for the next chunk or the end.
 */
export const playBody = (
  { chunks, ending }: Pick<Recording, 'chunks' | 'ending'>,
  started: number,
  speed: number,
  scheduler: SchedulerLike,
): Observable<Uint8Array> =>
  new Observable((subscriber) => {
    let played = 0;
    let timer: Subscription | undefined;

    const play = (): void => {
      while (!subscriber.closed) {
        const chunk = chunks[played];
        const { at } = chunk ?? ending;
        if (chunk === undefined && ending.type === 'cancelled') return;
        const wait = started + Math.round(at / speed) - scheduler.now();
        if (wait > 0) {
          timer = scheduler.schedule(play, Math.min(wait, MAX_TIMER_DELAY));
          return;
        }
        if (chunk === undefined) return finish(subscriber, ending);
        played += 1;
        subscriber.next(chunk.bytes);
      }
    };
    play();
    return () => timer?.unsubscribe();
  });
