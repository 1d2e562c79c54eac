import { expect } from 'chai';
import { concat, finalize, NEVER, of, type Observable } from 'rxjs';
import { errorOf, outcomeOf, until, valuesOf } from './collect.js';
import { within } from './within.js';

const messageOf = async (wait: Promise<unknown>): Promise<string> => {
  try {
    await wait;
  } catch (error) {
    return error instanceof Error ? error.message : 'no error';
  }
  return 'no error';
};

describe('within', () => {
  it('passes a value and a rejection on', async () => {
    expect(await within('a value', Promise.resolve(1))).to.equal(1);
    expect(await messageOf(within('a value', Promise.reject(new Error('no'))))).to.equal('no');
  });

  it('fails with a sentence that names what was awaited', async () => {
    const pending = new Promise<never>(() => undefined);
    expect(await messageOf(within('the close of a socket', pending, 5))).to.equal(
      'waited 5 ms in vain for the close of a socket',
    );
  });

  const endless = concat(of(1, 2), NEVER);
  const streams: readonly ((source: Observable<number>) => Promise<unknown>)[] = [
    (source) => outcomeOf(source, 5),
    (source) => valuesOf(source, 5),
    (source) => errorOf(source, 5),
  ];
  for (const [index, read] of streams.entries())
    it(`limits the wait for a stream, and unsubscribes from it: ${['outcomeOf', 'valuesOf', 'errorOf'][index]}`, async () => {
      let isLeft = false;
      const watched = endless.pipe(finalize(() => (isLeft = true)));
      expect(await messageOf(read(watched))).to.equal(
        'waited 5 ms in vain for the end of a stream that has emitted 2 values',
      );
      expect(isLeft).to.equal(true);
    });

  it('names a condition that does not become true, and stops looking at it', async () => {
    let looks = 0;
    expect(await messageOf(until(() => ++looks < 0, 5))).to.match(
      /^waited 5 ms in vain for the condition .*looks ?< ?0/,
    );
    const seen = looks;
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    expect(looks).to.be.at.most(seen + 1);
  });
});
