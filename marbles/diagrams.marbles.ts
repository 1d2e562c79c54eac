import { expect } from 'chai';
import { Observable } from 'rxjs';
import { diagramOf, drawingsIn } from '../spec/support/diagrams/diagramOf.js';
import { replay, type Fixtures } from '../spec/support/diagrams/replay.js';

const TRUE = `
source:  --a--b----------
         idleTimeout(5)
output:  --a--b----#          stream error: idle timeout waiting for SSE`;

/** Never unsubscribes from its source. */
const leaking = (source: Observable<unknown>): Observable<unknown> =>
  new Observable((subscriber) => {
    const onNext = () => subscriber.complete();
    source.subscribe({ next: onNext, error: (cause: unknown) => subscriber.error(cause) });
  });
const fixtures: Fixtures = ({ record }) => ({ scope: { leaking, note: record('note') } });
const replayed = (text: string) => () => replay(diagramOf(text.trim()), fixtures);

const inOutput = /the values of the lane output/;
const lies: readonly (readonly [what: string, text: string, message: RegExp])[] = [
  ['another number in the call', TRUE.replace('(5)', '(6)'), inOutput],
  ['another time', TRUE.replace('----#', '---#'), inOutput],
  ['another letter above the call', TRUE.replace('source:  --a', 'source:  --c'), inOutput],
  ['another letter below it', TRUE.replace('output:  --a', 'output:  --c'), inOutput],
  ['another message', TRUE.replace('waiting', 'looking'), inOutput],
  ['an end in the place of an error', TRUE.replace(/#.*/, '|'), inOutput],
  ['another value', "source:  --a\n     map(() => 'b')\noutput:  --x    x = 'c'", inOutput],
  ['too few attempts', 'try 1:   --#\ntry 2:     --#\n     retry(2)\noutput:  ----#', inOutput],
  ['another time in a further lane', 'source:  --a\n     tap(note)\noutput:  --a\nnote:    -a', /of the lane note/],
  [
    'a lane that no fixture records',
    'source:  --a\n     tap(note)\noutput:  --a\nlog:     --a',
    /no fixture records the lane log/,
  ],
  ['a lane without a subscriber', TRUE.replace('\n  ', '\nother:   --|\n  '), /the subscription of the lane other/],
  [
    'another subscription',
    'try 1:   --#\ntry 2:    --|\n     retry(1)\noutput:  ----|',
    /subscription of the lane try 2/,
  ],
  [
    'an unsubscription that does not happen',
    'source:  --a--\n     leaking\noutput:  --|',
    /the subscription of the lane source/,
  ],
  [
    'an early unsubscription that does not happen',
    'source:  --a-!\n     tap()\noutput:  --a--',
    /the subscription of the lane source/,
  ],
  ['a definition that is not used', `${TRUE}\nx = 'y'`, /x = … defines a name that the diagram does not use/],
  ['an unknown error', TRUE.replace(/#.*/, '#(oops)'), /the error #\(oops\) is not defined/],
  ['an error without a message', TRUE.replace(/#.*/, '#'), /its message must stand to the right of it/],
  ['a call of an unknown name', TRUE.replace('idleTimeout', 'idle'), /the name idle is not defined/],
  ['an undefined word', TRUE.replace('output:  --a--b', 'output:  --ab-b'), /read letter by letter: ab/],
  ['a call that makes no operator', TRUE.replace('idleTimeout(5)', '5'), /must make an operator or an observable/],
  ['no call', TRUE.replace(/\n .*/, ''), /a marble diagram has a call/],
  ['nothing below its call', TRUE.replace(/\noutput.*/, ''), /a marble diagram has a call/],
  ['a group without an end', TRUE.replace('b----#', '(b'), /a group without an end/],
  ['an unknown sign', TRUE.replace('b----#', ']'), /cannot be read from column/],
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

  it('have their line, and the lanes of the previous diagram if they draw none', () => {
    expect(drawingsIn(file)).to.deep.equal([
      { line: 4, text: 'source:  --a--b|\n     take(1)\noutput:  --(a|)' },
      { line: 8, text: 'source:  --a--b|\n     take(2)\noutput:  --a--(b|)' },
    ]);
  });
});
