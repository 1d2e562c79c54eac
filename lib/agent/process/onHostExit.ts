import { Subscription } from 'rxjs';
import { onExit } from 'signal-exit';

/**
 * Calls `callBack` when this process ends, by itself or by a signal without another handler (Ctrl-C). Unsubscribing
 * removes it. A program that handles a signal itself must unsubscribe to end what it runs. SIGKILL cannot be handled.
 */
export const onHostExit = (callBack: () => void): Subscription =>
  new Subscription(
    onExit(() => {
      callBack(); // nothing is returned: true would make this process survive the signal
    }),
  );
