import { expect } from 'chai';
import { isObservable, type Observable } from 'rxjs';

const memberOf = (owner: unknown, name: string): unknown => {
  const object: unknown = Object(owner);
  return typeof object === 'object' && object !== null ? Reflect.get(object, name) : undefined;
};

/** Calls a method as plain JavaScript does, with any arguments. */
export const plainCall = (owner: unknown, name: string, ...given: readonly unknown[]): unknown => {
  const member = memberOf(owner, name);
  return typeof member === 'function' ? Reflect.apply(member, owner, given) : expect.fail(`there is no ${name}`);
};

/** Creates an object as plain JavaScript does, with any arguments. */
export const plainNew = (library: object, name: string, ...given: readonly unknown[]): unknown => {
  const member = memberOf(library, name);
  return typeof member === 'function' ? Reflect.construct(member, given) : expect.fail(`there is no ${name}`);
};

/** The observable that a call has returned. */
export const streamFrom = (made: unknown): Observable<unknown> =>
  isObservable(made) ? made : expect.fail('the call returned no observable');
