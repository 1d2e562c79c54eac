import { expect } from 'chai';
import { tap } from 'rxjs';
import { showElapsed } from '../../../lib/cli/output/showElapsed.js';
import { marbles } from '../../../spec/support/marbles.js';

describe('showElapsed', () => {
  const shownBy = (): { readonly lines: string[]; readonly show: (line: string) => void } => {
    const lines: string[] = [];
    return { lines, show: (line) => lines.push(line) };
  };

  it(
    'shows the time until the first value, then nothing',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const { lines, show } = shownBy();
      const source = cold('-------a---b|');
      expectObservable(source.pipe(showElapsed(show, { period: 2 }))).toBe('-------a---b|');
      expectSubscriptions(source.subscriptions).toBe('^-----------!');
      flush();
      expect(lines).to.deep.equal(['⠋ 0.0 s', '⠙ 0.0 s', '⠹ 0.0 s', '']);
    }),
  );

  it(
    'ends with a source without values',
    marbles(({ cold, expectObservable, flush }) => {
      const { lines, show } = shownBy();
      expectObservable(cold('-----|').pipe(showElapsed(show, { period: 2 }))).toBe('-----|');
      flush();
      expect(lines.at(-1)).to.equal('');
    }),
  );

  it(
    'removes the line on an error, and when its subscriber leaves',
    marbles(({ cold, expectObservable, flush }) => {
      const failed = shownBy();
      const left = shownBy();
      expectObservable(cold('-----#').pipe(showElapsed(failed.show, { period: 2 }))).toBe('-----#');
      const source = cold('----------');
      expectObservable(source.pipe(showElapsed(left.show, { period: 2 }), tap()), '^---!').toBe('----------');
      flush();
      expect([failed.lines.at(-1), left.lines.at(-1)]).to.deep.equal(['', '']);
      expect(left.lines).to.have.length(2);
    }),
  );
});
