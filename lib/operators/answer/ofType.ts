import { filter, type OperatorFunction } from 'rxjs';
import type { Tagged } from '../../protocol/codec/fold.js';

/**
 * Emits only the values whose `type` is one of the given ones, and narrows their TypeScript type accordingly.
 *
 * ```text
 * events:  --created--text--text--completed|
 *      ofType('output_text_delta')
 * output:  -----------text--text-----------|
 * ```
 *
 * Errors of the source pass through. Teardown: unsubscribes from the source.
 *
 * @example
 * client.streamPrompt('gpt-5.1', 'Say hi').pipe(ofType('output_text_delta'), map((e) => e.delta));
 */
export const ofType = <T extends Tagged, K extends T['type']>(
  ...types: readonly [K, ...K[]]
): OperatorFunction<T, Extract<T, { readonly type: K }>> => {
  const wanted: ReadonlySet<string> = new Set(types);
  return filter((member): member is Extract<T, { readonly type: K }> => wanted.has(member.type));
};
