import { expect } from 'chai';
import { Observable } from 'rxjs';
import { diagramOf, drawingsIn } from '../spec/support/diagrams/diagramOf.js';
import { replay, type Casting } from '../spec/support/diagrams/replay.js';

const TRUE = `
source:  --a--b----------
         idleTimeout(5)
output:  --a--b----#          stream error: idle timeout waiting for SSE`;

/** Does not leave what it has subscribed to. */
const leaking = (source: Observable<unknown>): Observable<unknown> =>
  new Observable((subscriber) => {
    const onNext = () => subscriber.complete();
    source.subscribe({ next: onNext, error: (cause: unknown) => subscriber.error(cause) });
  });
const cast: Casting = ({ tell }) => ({ scope: { leaking, note: tell('note') } });
const replayed = (text: string) => () => replay(diagramOf(text.trim()), cast);

const inOutput = /what is seen in the lane output/;
const lies: readonly (readonly [what: string, text: string, message: RegExp])[] = [
  ['another number in the call', TRUE.replace('(5)', '(6)'), inOutput],
  ['another time', TRUE.replace('----#', '---#'), inOutput],
  ['another letter above the call', TRUE.replace('source:  --a', 'source:  --c'), inOutput],
  ['another letter below it', TRUE.replace('output:  --a', 'output:  --c'), inOutput],
  ['another message', TRUE.replace('waiting', 'looking'), inOutput],
  ['an end in the place of an error', TRUE.replace(/#.*/, '|'), inOutput],
  ['another value', "source:  --a\n     map(() => 'b')\noutput:  --x    x = 'c'", inOutput],
  ['too few attempts', 'try 1:   --#\ntry 2:     --#\n     retry(2)\noutput:  ----#', inOutput],
  ['another time on the side', 'source:  --a\n     tap(note)\noutput:  --a\nnote:    -a', /seen in the lane note/],
  [
    'what nobody tells',
    'source:  --a\n     tap(note)\noutput:  --a\ntold:    --a',
    /nothing is ever told in the lane told/,
  ],
  ['what nobody subscribes to', TRUE.replace('\n  ', '\nother:   --|\n  '), /when the lane other is subscribed to/],
  ['another subscription', 'try 1:   --#\ntry 2:    --|\n     retry(1)\noutput:  ----|', /when the lane try 2 is sub/],
  [
    'a source that is left',
    'source:  --a--\n     leaking\noutput:  --|',
    /when the lane source is subscribed to, and left/,
  ],
  [
    'a source that is left early',
    'source:  --a-!\n     tap()\noutput:  --a--',
    /when the lane source is subscribed to/,
  ],
  ['a meaning of nothing', `${TRUE}\nx = 'y'`, /x = … is said of nothing that is drawn/],
  ['an error that nobody knows', TRUE.replace(/#.*/, '#(oops)'), /no error is known by the name oops/],
  ['an error without a message', TRUE.replace(/#.*/, '#'), /its message must stand to the right of it/],
  ['a call of what is not there', TRUE.replace('idleTimeout', 'idle'), /idle is not defined/],
  ['a call that makes no operator', TRUE.replace('idleTimeout(5)', '5'), /must make an operator or an observable/],
  ['no call', TRUE.replace(/\n .*/, ''), /a marble diagram has a call/],
  ['nothing below its call', TRUE.replace(/\noutput.*/, ''), /a marble diagram has a call/],
  ['a group without an end', TRUE.replace('b----#', '(b'), /a group without an end/],
  ['what cannot be read', TRUE.replace('b----#', ']'), /cannot be read from column/],
];

describe('a diagram', () => {
  it('that is true passes', replayed(TRUE));

  for (const [what, text, message] of lies)
    it(`fails that draws ${what}`, () => {
      expect(text).not.to.equal(TRUE);
      expect(replayed(text)).to.throw(message);
    });
});

describe('the diagrams of a file', () => {
  const file = `
    /**
     * \`\`\`text
     * source:  --a--b|
     *      take(1)
     * output:  --(a|)
     *
     *      take(2)
     * output:  --a--(b|)
     * \`\`\`
     * \`\`\`json
     * {}
     * \`\`\`
     */`;

  it('are told with their lines, and what they share with the one before', () => {
    expect(drawingsIn(file)).to.deep.equal([
      { line: 4, text: 'source:  --a--b|\n     take(1)\noutput:  --(a|)' },
      { line: 8, text: 'source:  --a--b|\n     take(2)\noutput:  --a--(b|)' },
    ]);
  });
});
