import { expect } from 'chai';
import { of } from 'rxjs';
import { isLeft, isRight } from '#either';
import type { MarbleFile } from '../../lib/protocol/recording/marbleFile/MarbleFile.js';
import { marbleOf } from '../../lib/protocol/recording/marbleFile/marbleOf.js';
import { parseMarble } from '../../lib/protocol/recording/marbleFile/parseMarble.js';
import { printMarble } from '../../lib/protocol/recording/marbleFile/printMarble.js';
import { parseRecording } from '../../lib/protocol/recording/parseRecording.js';
import { expectMarble } from '../../lib/testing/expect/expectMarble.js';
import { useFolder } from '../node/temporary.js';

/** Whatever a terminal would obey. */
const CONTROLS = /(?!\n)[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
const ESCAPES = '\u001b]52;c;cm0gLXJm\u0007\u009b2J\u202egnp.exe';

const faultOf = (text: string): string => {
  const file = parseMarble(text);
  return isLeft(file) ? file.left : 'none';
};
const fileOf = (text: string): MarbleFile => {
  const file = parseMarble(text);
  return isRight(file) ? file.right : expect.fail(file.left);
};
const printed = (file: MarbleFile): string => {
  const text = printMarble(file);
  return isRight(text) ? text.right : expect.fail(text.left);
};
const REQUEST = 'requests: 1\nhead 1: h\nbody 1: |\n\nrequest 1 = GET /\n';

describe('security: .marble files', () => {
  const using = useFolder();
  const faulty: Readonly<Record<string, string>> = {
    'the first line': ESCAPES,
    'a line of no kind': `marble 1\n${ESCAPES}\n`,
    'a line that goes on': `marble 1\nevents: -\n\n ${ESCAPES}\n`,
    'a lane': `marble 1\nevents: ${ESCAPES}\n`,
    'a status': `marble 1\n${REQUEST}  < ${ESCAPES}\n`,
    'a header': `marble 1\n${REQUEST}  > ${ESCAPES}: a\n`,
    'the kind of an error': `marble 1\n${REQUEST}  # ${ESCAPES}: a\n`,
    'the name of a lane without a request': `marble 1\nhead \u202e: h\n`,
  };
  for (const [where, text] of Object.entries(faulty))
    it(`shows the controls of ${where} in its error, which is printed on a terminal`, () => {
      expect(faultOf(text))
        .to.match(/^line \d/)
        .and.not.to.match(CONTROLS);
    });

  it('writes no control that it has read, in notes, headers and values', () => {
    const recording = parseRecording(
      `${JSON.stringify({ type: 'head', status: 200, headers: { 'x-a': 'b\u009b2J' } })}\n{"type":"end","at":0}\n`,
    );
    if (isLeft(recording)) return expect.fail(recording.left);
    const [exchange] = marbleOf(recording.right).exchanges;
    if (exchange === undefined) return expect.fail('no exchange');
    const request = { method: 'GET', path: `/${ESCAPES}`, headers: { accept: 'b\u009b2J' } };
    const lost = { type: 'lost', at: 1, detail: ESCAPES, code: ESCAPES } as const;
    const text = printed({
      notes: [` ${ESCAPES}\r\nevents: -`],
      exchanges: [exchange, { at: 3, request, reply: lost }],
      events: { events: [{ at: 0, value: ESCAPES }], ending: { type: 'error', at: 1, error: { type: ESCAPES } } },
    });
    expect(text).not.to.match(CONTROLS);
    expect(fileOf(text).events?.events).to.deep.equal([{ at: 0, value: ESCAPES }]);
  });

  for (const value of [ESCAPES, { [ESCAPES]: 1 }, [ESCAPES], { type: ESCAPES }])
    it(`shows the controls of ${JSON.stringify(value).slice(0, 12)}… in the difference that expectMarble prints`, async () => {
      const path = await using.file('other.marble', 'marble 1\nevents: (a|)\n\na = {"type":"b"}\n');
      const failure: unknown = await Promise.resolve(expectMarble(of(value), path, { update: false })).then(
        () => expect.fail('the events are not those of the file'),
        (cause: unknown) => cause,
      );
      const shown = failure instanceof Error ? `${failure.message}${failure.stack ?? ''}` : '';
      expect(shown.replaceAll('\t', '')).to.contain('\\u009b').and.not.to.match(CONTROLS);
    });

  it('has headers of any name', () => {
    const file = fileOf(`marble 1\n${REQUEST}  > __proto__: a\n  < 200\n  < __proto__: b\n  < constructor: c\n`);
    const [exchange] = file.exchanges;
    expect(Object.keys(exchange?.request?.headers ?? {})).to.deep.equal(['__proto__']);
    expect(exchange?.reply.type === 'reply' && Object.keys(exchange.reply.headers)).to.deep.equal([
      '__proto__',
      'constructor',
    ]);
    expect(Object.hasOwn(Object.prototype, 'a')).to.equal(false);
    expect(fileOf(printed(file))).to.deep.equal(file);
  });

  for (const time of ['9'.repeat(400), '1'.repeat(20), '31622400001', '999999999999.5'])
    it(`refuses a wait of ${time.slice(0, 20)} ms: a lane is a year at most`, () => {
      expect(faultOf(`marble 1\nevents: ${time}ms a|\n\na = 1\n`)).to.contain('longer than a year');
    });

  it('reads a lane of a year, and a file of 64 Mi characters', () => {
    expect(faultOf('marble 1\nevents: 31622399999ms a\n\na = 1\n')).to.equal('none');
    const sized = (length: number) => faultOf('marble 1\n'.padEnd(length, '\n'));
    expect(sized(64 * 1024 * 1024 + 1)).to.contain('at most 67108864 characters');
  });

  it('reads 150 000 marks of one lane, and 50 000 lanes of one name', () => {
    expect(fileOf(`marble 1\nevents: ${'a'.repeat(150_000)}|\n\na = 1\n`).events?.events).to.have.length(150_000);
    expect(fileOf(`marble 1\n${'events: -\n'.repeat(50_000)}`).events?.events).to.have.length(0);
  });

  const answered = (lane: string, marks: number, value: string) =>
    `marble 1\n\nrequests: 1\nhead 1: h\n${lane} 1: ${'a'.repeat(marks)}|\n\nrequest 1 = GET /\n  < 200\n\na = ${value}\n`;
  const chunks = (count: number) => `x${'\n  + x'.repeat(count - 1)}`;
  const long = 'x'.repeat(65_536);

  it('reads 300 000 chunks of one value, and 2 560 000 chunks altogether', () => {
    expect(faultOf(answered('body', 1, chunks(300_000)))).to.equal('none');
    expect(faultOf(answered('body', 1_600, chunks(1_600)))).to.equal('none');
  });

  for (const [what, text] of Object.entries({
    'chunks that share a value': answered('body', 4_000, chunks(4_000)),
    'chunks of one long value': answered('body', 5_000, long),
    'frames of one long value': answered('frames', 5_000, long),
    'events of one long value': `marble 1\nevents: ${'a'.repeat(5_000)}\n\na = ${JSON.stringify([long])}\n`,
  }))
    it(`refuses a file of at most 100 KB with ${what}, which are more than 256 MiB`, () => {
      expect(text.length).to.be.below(100_000);
      expect(faultOf(text)).to.match(/^line \d, column \d+: the content up to here is larger than 268435456 bytes/);
    });

  it('reads a value once, whatever the number of its marks', () => {
    const file = fileOf(`marble 1\nevents: aaa|\n\na = {"b":1}\n`);
    expect(new Set(file.events?.events.map(({ value }) => value))).to.have.property('size', 1);
    const [exchange] = fileOf(answered('frames', 2, long)).exchanges;
    expect(exchange?.reply.type === 'socket' && exchange.reply.frames.map(({ at }) => at)).to.deep.equal([0, 1]);
  });

  it('refuses a request that is sent twice, whose response would be read for each', () => {
    expect(faultOf(`marble 1\nrequests: 1-1\n\nrequest 1 = GET /\n`)).to.contain(
      'line 2, column 13: request 1 is sent',
    );
  });

  it('refuses more than a million marks of one lane', () => {
    expect(faultOf(`marble 1\nevents: ${'a'.repeat(1_000_002)}\n`)).to.contain('more than 1000000 marks');
  });
});
