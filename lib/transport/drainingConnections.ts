import { asyncScheduler, Observable, Subscription, type SchedulerLike } from 'rxjs';
import { DRAIN_PATIENCE } from '../protocol/limits.js';

/** The connections of a transport that are being drained. */
export interface DrainingConnections {
  /**
   * Returns a function that adds a connection to this origin. What that returns must be called when the draining has
   * ended: with true if the connection can serve another request.
   */
  readonly adder: (origin: string) => () => (isFree: boolean) => void;
  /**
   * Emits once, when a request to this origin should be sent: when a connection has become free, or immediately if none
   * is being drained. It waits for at most 50 ms. Each connection is waited for by one request.
   *
   * Errors: none. Teardown: stops waiting.
   */
  readonly whenFree: (origin: string) => Observable<true>;
}

/** A connection that is being drained. */
interface Draining {
  /** Called when the draining has ended, if a request waits for it. */
  onEnd?: () => void;
}

/**
 * Creates the register of the connections that a transport drains. A request that follows an answer at once would
 * otherwise always open another connection, as the end of a body arrives after its last event.
 *
 * @param scheduler measures the wait.
 */
export const drainingConnections = (scheduler: SchedulerLike = asyncScheduler): DrainingConnections => {
  const unclaimed = new Map<string, Draining[]>();
  // Servers that keep their bodies open: a wait there was in vain, and no body has ended since.
  const lingering = new Set<string>();

  const remove = (origin: string, connection: Draining): void => {
    const others = (unclaimed.get(origin) ?? []).filter((one) => one !== connection);
    if (others.length === 0) unclaimed.delete(origin);
    else unclaimed.set(origin, others);
  };

  return {
    adder: (origin) => () => {
      const connection: Draining = {};
      unclaimed.set(origin, [...(unclaimed.get(origin) ?? []), connection]);
      return (isFree) => {
        remove(origin, connection);
        if (isFree) lingering.delete(origin);
        connection.onEnd?.();
      };
    },
    // One observable instead of `race`, `timer` and a subject: it precedes every request of a conversation.
    whenFree: (origin) =>
      new Observable((subscriber) => {
        const send = () => {
          subscriber.next(true);
          subscriber.complete();
        };
        const connection = lingering.has(origin) ? undefined : unclaimed.get(origin)?.[0];
        if (connection === undefined) {
          send();
          return undefined;
        }
        remove(origin, connection);
        const waits = new Subscription();
        const limit = scheduler.schedule(() => {
          lingering.add(origin);
          send();
        }, DRAIN_PATIENCE);
        waits.add(limit);
        connection.onEnd = () => {
          limit.unsubscribe();
          waits.add(scheduler.schedule(send)); // Node's fetch frees a connection in the next task after the end
        };
        return waits;
      }),
  };
};
