import { defer, Subject, throwError, type Observable } from 'rxjs';
import type { RunHelpers, TestScheduler } from 'rxjs/testing';
import type { Lane } from './diagramOf.js';
import { encode, type Reading } from './encode.js';

/** Access to the lanes of a diagram, for fixtures that need more than values. */
export interface LaneTools {
  readonly scheduler: TestScheduler;
  /** Creates the observable of a lane above the call, whose words and texts `read` converts. */
  readonly lane: <T>(name: string, read: (text: string) => T) => Observable<T>;
  /** Calls `act` with each mark of a lane above the call. The call itself does not subscribe to that lane. */
  readonly on: (name: string, act: (text: string) => void) => void;
  /** Runs an animation frame at each mark of a lane above the call. */
  readonly animate: (name: string) => void;
  /** Returns a function that emits a value in a lane below the call, other than the first. */
  readonly record: (name: string) => (value: unknown) => void;
}

/** Lane that is subscribed to once. */
interface Attempt {
  readonly lane: Lane;
  readonly subscriptions: ReturnType<RunHelpers['cold']>['subscriptions'];
}

/** Observables of the lanes of one diagram. */
export interface Lanes {
  readonly tools: LaneTools;
  /** Creates the observable of a lane above the call. */
  readonly add: (lane: Lane, meanings: Reading<unknown>) => void;
  /** The lanes above the call by name. Numbered lanes are one source. */
  readonly sources: Readonly<Record<string, Observable<unknown>>>;
  readonly attempts: readonly Attempt[];
  /** The values of `record`, by lane. */
  readonly recorded: ReadonlyMap<string, Observable<unknown>>;
}

/** Returns the name without a number: `attempt` for the lane `attempt 2`. */
export const sourceName = ({ name }: Lane): string => name.replace(/ \d+$/, '');

/** Prepares the lanes of a diagram. `add` is called later, once the fixtures have chosen how each lane is read. */
export const createLanes = ({ animate, cold, hot }: RunHelpers, scheduler: TestScheduler): Lanes => {
  const sources: Record<string, Observable<unknown>> = {};
  const attempts: Attempt[] = [];
  const recorded = new Map<string, Subject<unknown>>();
  const adders = new Map<string, (lane: Lane, meanings: Reading<unknown>) => void>();

  const addSource = <T>(name: string, readingWith: (meanings: Reading<unknown>) => Reading<T>): Observable<T> => {
    const own: Observable<T>[] = [];
    let subscribed = 0;
    adders.set(name, (lane, meanings) => {
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

  const tools: LaneTools = {
    scheduler,
    lane: (name, read) => addSource(name, ({ error }) => ({ ...asWritten, value: ({ text }) => read(text), error })),
    on: (name, act) => {
      adders.set(name, (lane, { error }) => {
        hot(...encode(lane, 0, { ...asWritten, error })).subscribe({
          next: act,
          error: (cause: unknown) => {
            throw cause;
          },
        });
      });
    },
    animate: (name) => {
      adders.set(name, (lane, { error }) => animate(encode(lane, 0, { ...asWritten, error })[0]));
    },
    record: (name) => {
      const values = new Subject<unknown>();
      recorded.set(name, values);
      return (value) => values.next(value);
    },
  };
  return {
    tools,
    add: (lane, meanings) => {
      const name = sourceName(lane);
      if (!adders.has(name)) void addSource(name, () => meanings);
      adders.get(name)?.(lane, meanings);
    },
    sources,
    attempts,
    recorded,
  };
};
