import { concatMap, filter, lastValueFrom, map, takeWhile, type Observable } from 'rxjs';
import type { Contender } from './Contender.js';

const isText = (text: string | undefined): text is string => text !== undefined;

/** What a contender that is subscribed to has besides its answer. */
export interface PushOptions<T> {
  readonly limitedBy: string;
  readonly signOf?: (event: T) => string | undefined;
}

/** A contender that is subscribed to; a slow consumer is a `concatMap`, as it is in applications. */
export const push = <T>(
  open: () => Observable<T>,
  textOf: (event: T) => string | undefined,
  { signOf, limitedBy }: PushOptions<T>,
): Contender => ({
  read: (onText) =>
    new Promise((resolve, reject) => {
      open().subscribe({
        next: (event) => {
          const text = textOf(event);
          if (text !== undefined) onText(text);
        },
        error: reject,
        complete: resolve,
      });
    }),
  readSlowly: async (onText) => {
    const answers = open().pipe(map(textOf), filter(isText), concatMap(onText), takeWhile(Boolean));
    await lastValueFrom(answers, { defaultValue: true });
  },
  habits: {
    watch: ({ onText, onSign }, signal) =>
      new Promise((resolve, reject) => {
        const subscription = open().subscribe({
          next: (event) => {
            const [text, sign] = [textOf(event), signOf?.(event)];
            if (text !== undefined) onText(text);
            if (sign !== undefined) onSign(sign);
          },
          error: reject,
          complete: resolve,
        });
        signal.addEventListener('abort', () => {
          subscription.unsubscribe();
          resolve();
        });
      }),
    leftBy: 'unsubscribe',
    limitedBy,
  },
});
