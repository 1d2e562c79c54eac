import { identity, Observable, type MonoTypeOperatorFunction } from 'rxjs';
import { notify, type CallTelemetry } from '../../telemetry/Telemetry.js';
import { operate } from '../flow/operate.js';

type Around = CallTelemetry['within'];

/** Runs a function inside a hook, or directly if the hook throws or does not call the function. */
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
          runIn(hook, () => source.subscribe(subscriber)); // `subscriber` adopts the teardown of its source
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
 * Subscribes inside one hook and delivers values inside another one. An asynchronous context, e.g. of
 * `AsyncLocalStorage`, is inherited by the timers and sockets that are created in it. Without `outside`, the caller's
 * code would therefore run in the context of the source.
 *
 * ```text
 * values:  --a--b--|
 *          inContext({ within, outside })
 * values:  --a--b--|
 * within:  w             the subscription
 * outside: --o--o--o     each value, and the end
 * ```
 *
 * Errors of the source pass through; exceptions of a hook are dropped. Teardown: unsubscribes from the source.
 *
 * @example
 * const storage: { run(id: string, work: () => void): void } = { run: (_id, work) => work() }; // an AsyncLocalStorage
 * answer$.pipe(inContext({ within: (subscribe) => storage.run('request-1', subscribe) }));
 */
export const inContext =
  <T>({ within, outside }: Pick<CallTelemetry, 'within' | 'outside'>): MonoTypeOperatorFunction<T> =>
  (source) =>
    source.pipe(deliverIn(outside), subscribeIn(within));
