import { defer, Subject, throwError, type Observable } from 'rxjs';
import type { RunHelpers, TestScheduler } from 'rxjs/testing';
import type { Lane } from './diagramOf.js';
import { encode, type Reading } from './encode.js';

/** The lanes of the diagram that is replayed, for those who have to make something of them. */
export interface Stage {
  readonly scheduler: TestScheduler;
  /** A lane above the call whose words and texts are read so. It must be subscribed to as it is drawn. */
  readonly lane: <T>(name: string, read: (text: string) => T) => Observable<T>;
  /** Does something whenever a lane above the call says something. The lane is then none that the call subscribes to. */
  readonly on: (name: string, act: (text: string) => void) => void;
  /** Draws a frame, as browsers do, whenever a lane above the call says something. */
  readonly animate: (name: string) => void;
  /** Tells something, on the side, in a lane below the call. */
  readonly tell: (name: string) => (value: unknown) => void;
}

/** A lane that is subscribed to, once. */
interface Attempt {
  readonly lane: Lane;
  readonly subscriptions: ReturnType<RunHelpers['cold']>['subscriptions'];
}

/** A stage, and what is behind it. */
export interface SetStage {
  readonly stage: Stage;
  /** Makes an observable of a lane above the call. */
  readonly put: (lane: Lane, meanings: Reading<unknown>) => void;
  /** The lanes above the call by their names; numbered ones are one source. */
  readonly sources: Readonly<Record<string, Observable<unknown>>>;
  readonly attempts: readonly Attempt[];
  /** What is told on the side, by the names of the lanes. */
  readonly told: ReadonlyMap<string, Observable<unknown>>;
}

/** `attempt` of `attempt 2`. */
export const sourceName = ({ name }: Lane): string => name.replace(/ \d+$/, '');

/** Makes ready for the lanes of a diagram, which are put when the cast has said how they are read. */
export const setStage = ({ animate, cold, hot }: RunHelpers, scheduler: TestScheduler): SetStage => {
  const sources: Record<string, Observable<unknown>> = {};
  const attempts: Attempt[] = [];
  const told = new Map<string, Subject<unknown>>();
  const puts = new Map<string, (lane: Lane, meanings: Reading<unknown>) => void>();

  const addSource = <T>(name: string, readingWith: (meanings: Reading<unknown>) => Reading<T>): Observable<T> => {
    const own: Observable<T>[] = [];
    let subscribed = 0;
    puts.set(name, (lane, meanings) => {
      const attempt = cold(...encode(lane, lane.begins, readingWith(meanings)));
      own.push(attempt);
      attempts.push({ lane, subscriptions: attempt.subscriptions });
    });
    return (sources[name] = defer(
      () =>
        own[own.length === 1 ? 0 : subscribed++] ??
        throwError(() => new Error(`${name} is subscribed to more often than it is drawn`)),
    ));
  };
  const asWritten = { marks: ({ marks }: Lane) => marks, value: ({ text }: { readonly text: string }) => text };

  const stage: Stage = {
    scheduler,
    lane: (name, read) => addSource(name, ({ error }) => ({ ...asWritten, value: ({ text }) => read(text), error })),
    on: (name, act) => {
      puts.set(name, (lane, { error }) => {
        hot(...encode(lane, 0, { ...asWritten, error })).subscribe({
          next: act,
          error: (cause: unknown) => {
            throw cause;
          },
        });
      });
    },
    animate: (name) => {
      puts.set(name, (lane, { error }) => animate(encode(lane, 0, { ...asWritten, error })[0]));
    },
    tell: (name) => {
      const telling = new Subject<unknown>();
      told.set(name, telling);
      return (value) => telling.next(value);
    },
  };
  return {
    stage,
    put: (lane, meanings) => {
      const name = sourceName(lane);
      if (!puts.has(name)) void addSource(name, () => meanings);
      puts.get(name)?.(lane, meanings);
    },
    sources,
    attempts,
    told,
  };
};
