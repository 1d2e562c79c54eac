import { defer, from, isObservable, switchMap, type Observable } from 'rxjs';
import type { Demand } from '../../backpressure/Demand.js';
import { isPromiseLike } from '../store/settled.js';
import { openAnswer, type AnswerSource } from '../frames/AnswerSource.js';
import { wrongResult } from './refusal.js';
import type { Authorization, RelayContext, RelayOptions } from './RelayOptions.js';
import { settledWithin, type HookLimits } from '../store/settledWithin.js';

/** The hooks of a relay, with a limit for their promises. A value that their type does not allow refuses the request. */
export interface RelayHooks {
  /** Resolves with undefined without the hook: every request is allowed. */
  readonly authorize: (request: Request) => Promise<Authorization | undefined>;
  readonly limit: (context: RelayContext) => Promise<number | undefined>;
  readonly ask: (input: unknown, context: RelayContext) => (demand: Demand) => Observable<unknown>;
}

// A program in plain JavaScript that forgets a `return` must not admit everybody.
const isAuthorization = (value: unknown): boolean => {
  if (typeof value !== 'object' || value === null) return false;
  const { user, refuse }: { readonly user?: unknown; readonly refuse?: unknown } = value;
  return refuse === 401 || refuse === 403 || (refuse === undefined && typeof user === 'string');
};

const open = (source: AnswerSource<unknown>, demand: Demand): Observable<unknown> => {
  const answer: unknown = typeof source === 'function' || isObservable(source) ? openAnswer(source, demand) : source;
  if (!isObservable(answer)) throw wrongResult('ask of the relay must return an Observable, or a promise of one');
  return answer;
};

/** Creates the checked hooks of a relay. */
export const relayHooks = ({ authorize, limit, ask }: RelayOptions, limits: HookLimits): RelayHooks => ({
  authorize: async (request) => {
    if (authorize === undefined) return undefined;
    const admitted = await settledWithin(authorize(request), 'authorize', limits);
    if (!isAuthorization(admitted))
      throw wrongResult('authorize of the relay must return { user: string }, or { refuse: 401 } or { refuse: 403 }');
    return admitted;
  },
  limit: async (context) => {
    const delay = await settledWithin(limit?.(context), 'limit', limits);
    if (delay !== undefined && !(Number.isFinite(delay) && delay >= 0))
      throw wrongResult('limit of the relay must return a number of milliseconds, or undefined');
    return delay;
  },
  ask: (input, context) => (demand) =>
    defer(() => {
      const answer = ask(input, context);
      if (!isPromiseLike(answer)) return open(answer, demand);
      return from(Promise.resolve(settledWithin(answer, 'ask', limits))).pipe(
        switchMap((source) => open(source, demand)),
      );
    }),
});
