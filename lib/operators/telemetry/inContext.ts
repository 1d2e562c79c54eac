import { identity, Observable, type MonoTypeOperatorFunction } from 'rxjs';
import { notify, type CallTelemetry } from '../../telemetry/Telemetry.js';
import { operate } from '../flow/operate.js';

type Around = CallTelemetry['within'];

/** Runs something inside a hook, and all the same where the hook throws or forgets to. */
const runIn = (hook: NonNullable<Around>, run: () => void): void => {
  let hasRun = false;
  const once = () => {
    if (hasRun) return;
    hasRun = true;
    run();
  };
  notify(() => hook(once));
  once();
};

const subscribeIn = <T>(hook: Around): MonoTypeOperatorFunction<T> =>
  hook === undefined
    ? identity
    : (source) =>
        new Observable((subscriber) => {
          runIn(hook, () => source.subscribe(subscriber)); // a subscriber takes the teardown of its source
        });

const deliverIn = <T>(hook: Around): MonoTypeOperatorFunction<T> =>
  hook === undefined
    ? identity
    : operate((subscriber) => ({
        next: (value) => runIn(hook, () => subscriber.next(value)),
        error: (error) => runIn(hook, () => subscriber.error(error)),
        complete: () => runIn(hook, () => subscriber.complete()),
      }));

/**
 * Subscribes inside one hook and delivers inside another. Contexts follow what is begun in them, timers and sockets too:
 * without the second, what the caller does with a value would happen in the context of the source.
 *
 * ```text
 * values:  --a--b--|
 *          inContext({ within, outside })
 * values:  --a--b--|
 * within:  w             the subscription
 * outside: --o--o--o     each value, and the end
 * ```
 *
 * Errors and teardown: the source's. What a hook throws is dropped.
 *
 * @example
 * const storage: { run(id: string, work: () => void): void } = { run: (_id, work) => work() }; // an AsyncLocalStorage
 * answer$.pipe(inContext({ within: (subscribe) => storage.run('request-1', subscribe) }));
 */
export const inContext =
  <T>({ within, outside }: Pick<CallTelemetry, 'within' | 'outside'>): MonoTypeOperatorFunction<T> =>
  (source) =>
    source.pipe(deliverIn(outside), subscribeIn(within));
