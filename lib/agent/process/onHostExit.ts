import { Subscription } from 'rxjs';
import { onExit } from 'signal-exit';

/**
 * Calls back when this process ends, by itself or by a signal that nobody else handles (Ctrl-C); unsubscribing forgets
 * it. A program that handles a signal itself is asked to end what it runs by unsubscribing. Nothing can be done about
 * SIGKILL.
 */
export const onHostExit = (callBack: () => void): Subscription =>
  new Subscription(
    onExit(() => {
      callBack(); // and nothing is returned: true would have this process survive the signal
    }),
  );
