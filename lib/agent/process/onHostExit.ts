import { Subscription } from 'rxjs';
import { onExit } from 'signal-exit';

/**
 * Calls `callBack` when this process exits, by itself or because of a signal that has no other handler (Ctrl-C).
 * Unsubscribing removes the callback. An application that handles a signal itself must unsubscribe to terminate the
 * processes it runs. SIGKILL cannot be handled.
 */
export const onHostExit = (callBack: () => void): Subscription =>
  new Subscription(
    onExit(() => {
      callBack(); // returns nothing: if it returned true, this process would survive the signal
    }),
  );
