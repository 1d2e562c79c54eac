import { expect } from 'chai';
import { defer, Observable, of } from 'rxjs';
import { currentScope, RetryScope, subscribeWithin } from '../../../lib/operators/tools/retryScope.js';

describe('RetryScope', () => {
  it('finds loops and inner scopes again, in the order of their subscriptions', () => {
    const scope = new RetryScope();
    scope.restart();
    const before = [scope.loop(), scope.loop(), scope.inner(), scope.inner()];
    scope.restart();
    const after = [scope.loop(), scope.loop(), scope.inner(), scope.inner()];
    expect(after.map((each, index) => each === before[index])).to.deep.equal([true, true, true, true]);
    expect(new Set(after).size).to.equal(4);
  });

  it('knows the loop that subscribed last, here or below', () => {
    const scope = new RetryScope();
    expect(scope.last()).to.equal(undefined);
    const inner = scope.inner();
    const below = inner.loop();
    expect(scope.last()).to.equal(below);
    expect(scope.loop()).to.equal(scope.last());
  });

  it('ends the runs of all its loops', () => {
    const scope = new RetryScope();
    const inner = scope.inner();
    const ended: string[] = [];
    const call = { type: 'function_call', name: 'f', arguments: '{}', call_id: 'c' } as const;
    const running = (name: string) => new Observable<never>(() => () => ended.push(name));
    void scope.loop().runs.run(call, () => running('outer'));
    void inner.loop().runs.run(call, () => running('inner'));
    scope.end();
    expect(ended).to.deep.equal(['outer', 'inner']);
  });
});

describe('subscribeWithin', () => {
  it('sets the scope while its source is subscribed to, and restores the outer one, also after an exception', () => {
    const [outer, inner] = [new RetryScope(), new RetryScope()];
    const seen: unknown[] = [];
    const note = defer(() => {
      seen.push(currentScope());
      return of(1);
    });
    const nested = defer(() => {
      seen.push(currentScope());
      subscribeWithin(inner, note).subscribe();
      subscribeWithin(undefined, note).subscribe();
      seen.push(currentScope());
      return of(1);
    });
    subscribeWithin(outer, nested).subscribe();
    expect(seen).to.deep.equal([outer, inner, undefined, outer]);
    expect(currentScope()).to.equal(undefined);
  });
});
