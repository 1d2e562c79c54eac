import { expect } from 'chai';
import { Subject } from 'rxjs';
import { asGenerator } from '../../../lib/agent/turn/asGenerator.js';
import { boundedIteration } from '../../../lib/backpressure/boundedIteration.js';

describe('asGenerator', () => {
  const iterate = () => {
    const source = new Subject<number>();
    return { source, generator: asGenerator(boundedIteration(() => source, 4)) };
  };

  it('gives what the iteration gives, and is its own iterator', async () => {
    const { source, generator } = iterate();
    expect(generator[Symbol.asyncIterator]()).to.equal(generator);
    const first = generator.next();
    source.next(1);
    expect(await first).to.deep.equal({ done: false, value: 1 });
  });

  it('leaves the source when it is disposed of, as `await using` does', async () => {
    const { source, generator } = iterate();
    const pending = generator.next();
    const dispose: unknown = Reflect.get(generator, Symbol.asyncDispose);
    if (typeof dispose !== 'function') throw new Error('expected a method');
    await Reflect.apply(dispose, generator, []);
    expect(source.observed).to.equal(false);
    expect(await pending).to.deep.equal({ done: true, value: undefined });
  });
});
