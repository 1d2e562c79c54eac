import {
  defer,
  EMPTY,
  mergeMap,
  NEVER,
  Observable,
  throwError,
  timer,
  type SchedulerLike,
  type Subscriber,
  type Subscription,
} from 'rxjs';
import { definedMembers } from '../../protocol/codec/definedMembers.js';
import { apiError, buildError } from '../../protocol/errors/ApiError.js';
import { MAX_TIMER_DELAY } from '../../protocol/limits.js';
import type {
  MarbleFrame,
  MarbleSending,
  MarbleSocket,
  MarbleSocketEnding,
} from '../../protocol/recording/marbleFile/MarbleSocket.js';
import { recordedFailure } from '../recordedFailure.js';
import type { OpenSocket, SocketFrame } from '../WebSocketTransport.js';

type Action = Extract<MarbleFrame, { readonly type: 'sent' | 'ping' }>;

const isAction = (frame: MarbleFrame): frame is Action => frame.type === 'sent' || frame.type === 'ping';

const frameOf = (frame: Exclude<MarbleFrame, Action>): SocketFrame => {
  if (frame.type === 'text') return { type: 'text', text: frame.text };
  return frame.type === 'binary' ? { type: 'binary' } : { type: 'close', code: frame.code, reason: frame.reason };
};

const finish = (subscriber: Subscriber<SocketFrame>, ending: MarbleSocketEnding): void => {
  if (ending.type === 'end') subscriber.complete();
  if (ending.type !== 'lost') return;
  const { detail, code, reason } = ending;
  subscriber.error(
    reason === undefined
      ? recordedFailure(ending)
      : apiError({ type: 'stream', reason, detail, ...definedMembers({ code }) }),
  );
};

/** The result of a message or a ping, as it was recorded. */
const resultOf = (sending: MarbleSending, speed: number, scheduler: SchedulerLike): Observable<never> => {
  if (sending.type === 'pending') return NEVER;
  const result = sending.type === 'done' ? EMPTY : throwError(() => recordedFailure(sending));
  const wait = Math.round(sending.after / speed);
  return wait > 0 ? timer(wait, scheduler).pipe(mergeMap(() => result)) : result;
};

/**
 * Replays an open WebSocket. The frames that follow a message of the client are played at their times after it: they wait
 * until the client sends that message. There is only one timer, for the next frame or the end.
 *
 * Errors: `build` for a message that the recording does not have.
 *
 * @param started the time at which the head (status and headers) was emitted.
 * @param speed a number above 0.
 */
export const playSocket = (
  { frames, ending }: Pick<MarbleSocket, 'frames' | 'ending'>,
  started: number,
  speed: number,
  scheduler: SchedulerLike,
): OpenSocket => {
  const actions = frames.filter(isAction);
  const kinds = {
    sent: actions.filter(({ type }) => type === 'sent'),
    ping: actions.filter(({ type }) => type === 'ping'),
  };
  const done = { sent: 0, ping: 0 };
  let go: () => void = () => undefined;

  const act = (type: Action['type']): Observable<never> =>
    defer(() => {
      const action = kinds[type][done[type]];
      done[type] += 1;
      if (action !== undefined)
        return new Observable<never>((subscriber) => {
          const sending = resultOf(action.sending, speed, scheduler).subscribe(subscriber);
          go(); // behind the result: a frame of the same millisecond is an answer to what has been sent
          return sending;
        });
      // The server that was recorded answered its pings, and would answer more of them.
      if (type === 'ping') return EMPTY;
      return throwError(() =>
        buildError(
          `unexpected message ${done.sent}: the .marble file has ${kinds.sent.length} message(s) of the client for this WebSocket`,
        ),
      );
    });

  return {
    frames: new Observable((subscriber) => {
      const played = { sent: 0, ping: 0 };
      let next = 0;
      let waiting: Subscription | undefined;
      let isPlaying = false;
      // A moment of the recording, and the time at which it is played.
      let anchor = { recorded: 0, now: started };

      const playDue = (): void => {
        while (!subscriber.closed) {
          const frame = frames[next];
          if (frame === undefined && ending.type === 'cancelled') return;
          if (frame !== undefined && isAction(frame)) {
            if (done[frame.type] <= played[frame.type]) return; // goes on when the client has sent it
            played[frame.type] += 1;
            anchor = { recorded: frame.at, now: scheduler.now() };
            next += 1;
            continue;
          }
          const { at } = frame ?? ending;
          const wait = anchor.now + Math.round((at - anchor.recorded) / speed) - scheduler.now();
          if (wait > 0) {
            waiting = scheduler.schedule(play, Math.min(wait, MAX_TIMER_DELAY));
            return;
          }
          if (frame === undefined) return finish(subscriber, ending);
          next += 1;
          subscriber.next(frameOf(frame));
        }
      };
      const play = (): void => {
        if (isPlaying) return; // the consumer of a frame has sent something: the loop below goes on with it
        isPlaying = true;
        waiting?.unsubscribe();
        playDue();
        isPlaying = false;
      };
      go = play;
      play();
      return () => {
        go = () => undefined;
        waiting?.unsubscribe();
      };
    }),
    send: () => act('sent'),
    ...(kinds.ping.length > 0 && { ping: () => act('ping') }),
  };
};
