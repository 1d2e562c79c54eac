import { defer, from, isObservable, switchMap, type Observable } from 'rxjs';
import type { Demand } from '../../backpressure/Demand.js';
import { definedMembers } from '../../protocol/codec/definedMembers.js';
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
const authorizationIn = (value: unknown): Authorization | undefined => {
  if (typeof value !== 'object' || value === null) return undefined;
  const { user, refuse, message }: Partial<Record<'user' | 'refuse' | 'message', unknown>> = value;
  if (refuse === 401 || refuse === 403)
    return { refuse, ...definedMembers({ message: typeof message === 'string' ? message : undefined }) };
  return refuse === undefined && typeof user === 'string' ? { user } : undefined;
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
    const admitted = authorizationIn(await settledWithin(authorize(request), 'authorize', limits));
    if (admitted === undefined)
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
