import { expect } from 'chai';
import fc from 'fast-check';
import { left, right } from '#either';
import { parseRecording } from '../../../lib/protocol/recording/parseRecording.js';
import { writeRecordedLine, type RecordedLine, type Recording } from '../../../lib/protocol/recording/Recording.js';
import { bytes } from '../../../lib/testing/wire.js';

const linesOf = ({ status, headers, chunks, ending }: Recording): readonly RecordedLine[] => [
  { type: 'head', status, headers },
  ...chunks.map((chunk) => ({ type: 'chunk', ...chunk }) as const),
  ending,
];
const written = (recording: Recording): string => linesOf(recording).map(writeRecordedLine).join('');

const whole: Recording = {
  status: 200,
  headers: { 'content-type': 'text/event-stream' },
  chunks: [
    { at: 3, bytes: bytes('data: é\n\n') },
    { at: 9, bytes: Uint8Array.of(0xc3) },
  ],
  ending: { type: 'lost', at: 12, detail: 'read ECONNRESET', code: 'ECONNRESET' },
};

const file = `{"type":"head","status":200,"headers":{"content-type":"text/event-stream"}}
{"type":"chunk","at":3,"text":"data: é\\n\\n"}
{"type":"chunk","at":9,"base64":"ww=="}
{"type":"lost","at":12,"detail":"read ECONNRESET","code":"ECONNRESET"}
`;

describe('Recording', () => {
  it('is written as one JSON object per line: text where the bytes are valid UTF-8, else base64', () => {
    expect(written(whole)).to.equal(file);
  });

  it('is read from what was written', () => {
    expect(parseRecording(file)).to.deep.equal(right(whole));
  });

  const sameBytes: readonly [string, Uint8Array][] = [
    ['none at all', new Uint8Array()],
    ['a byte-order mark', Uint8Array.of(0xef, 0xbb, 0xbf, 0x61)],
    ['a NUL and a line separator', bytes('\0\u2028\u2029')],
    ['half a character', bytes('é').subarray(1)],
    ['a surrogate in UTF-8, which is none', Uint8Array.of(0xed, 0xa0, 0x80)],
    ['more than one piece of base64', new Uint8Array(100_000).fill(0xff)],
    ['more text than fits a stack', bytes('x'.repeat(1_000_000))],
  ];
  for (const [what, given] of sameBytes)
    it(`keeps the bytes of a chunk: ${what}`, () => {
      const recording: Recording = { ...whole, chunks: [{ at: 0, bytes: given }], ending: { type: 'end', at: 0 } };
      expect(parseRecording(written(recording))).to.deep.equal(right(recording));
    });

  const readable: readonly [string, string, Recording][] = [
    ['CRLF line ends', file.replaceAll('\n', '\r\n'), whole],
    ['a byte-order mark', `\uFEFF${file}`, whole],
    ['blank lines', `\n${file.replaceAll('\n', '\n\n')}`, whole],
    ['no line feed at the end', file.trimEnd(), whole],
    ['keys that this version does not know', file.replace('"at":3', '"at":3,"note":"x"'), whole],
    [
      'no ending: the recording program was killed between two lines',
      file.split('\n').slice(0, 3).join('\n').concat('\n'),
      { ...whole, ending: { type: 'cancelled', at: 9 } },
    ],
    [
      'a head and nothing else',
      `${file.split('\n')[0] ?? ''}\n`,
      { ...whole, chunks: [], ending: { type: 'cancelled', at: 0 } },
    ],
  ];
  for (const [what, text, recording] of readable)
    it(`is read with ${what}`, () => {
      expect(parseRecording(text)).to.deep.equal(right(recording));
    });

  it('leaves out a last line that is cut off, wherever that is', () => {
    const lastLine = file.trimEnd().lastIndexOf('\n') + 1;
    for (let end = lastLine; end < file.length - 1; end++)
      expect(parseRecording(file.slice(0, end)), file.slice(lastLine, end)).to.deep.equal(
        right({ ...whole, ending: { type: 'cancelled', at: 9 } }),
      );
  });

  const head = '{"type":"head","status":200,"headers":{}}\n';
  const wrong: readonly [string, string, string | RegExp][] = [
    ['nothing', '', 'expected a line of type head, got none'],
    ['a head that is cut off', '{"type":"he', 'expected a line of type head, got none'],
    ['a chunk before the head', '{"type":"end","at":0}\n', 'line 1: expected head as the first line, got end'],
    ['a second head', head + head, 'line 2: expected one head, got a second'],
    ['a line that is not JSON', `${head}data: x\n${head}`, 'line 2: expected JSON, got data: x'],
    ['a line that is no object', `${head}[1]\n`, 'line 2: expected an object, got [1]'],
    [
      'a type that is none',
      `${head}{"type":"tail"}\n`,
      'line 2: type: expected head or chunk or end or lost or cancelled, got "tail"',
    ],
    [
      'a status that is none',
      '{"type":"head","status":"200","headers":{}}\n',
      'line 1: status: expected integer, got "200"',
    ],
    [
      'a header that is none',
      '{"type":"head","status":200,"headers":{"a b":"c"}}\n',
      /^line 1: headers: expected headers/,
    ],
    ['a chunk without bytes', `${head}{"type":"chunk","at":0}\n`, 'line 2: text: expected string, got nothing'],
    [
      'base64 that is none',
      `${head}{"type":"chunk","at":0,"base64":"é"}\n`,
      'line 2: base64: expected base64, got "é"',
    ],
    ['a time before the head', `${head}{"type":"end","at":-1}\n`, 'line 2: at: expected milliseconds, got -1'],
    ['a time without end', `${head}{"type":"end","at":1e999}\n`, /^line 2: at: expected milliseconds/],
    [
      'a time that goes back',
      `${head}{"type":"chunk","at":5,"text":""}\n{"type":"end","at":4}\n`,
      'line 3: at: expected 5 or more, as in the line before, got 4',
    ],
    [
      'a line after the ending',
      `${head}{"type":"end","at":1}\n{"type":"cancelled","at":1}\n`,
      'line 3: expected no line after the end, got cancelled',
    ],
  ];
  for (const [what, text, why] of wrong)
    it(`is not read with ${what}, and the wrong line is named`, () => {
      const read = parseRecording(text);
      if (typeof why === 'string') expect(read).to.deep.equal(left(why));
      else expect(read).to.have.property('left').that.matches(why);
    });
});

const times = (count: number) =>
  fc
    .array(fc.integer({ min: 0, max: 100_000 }), { minLength: count, maxLength: count })
    .map((waits) => waits.map((_, index) => waits.slice(0, index + 1).reduce((sum, wait) => sum + wait, 0)));

const ending = (at: number): fc.Arbitrary<Recording['ending']> =>
  fc.oneof(
    fc.constantFrom('end' as const, 'cancelled' as const).map((type) => ({ type, at })),
    fc.string({ unit: 'binary' }).map((detail) => ({ type: 'lost' as const, at, detail })),
    fc.tuple(fc.string(), fc.string()).map(([detail, code]) => ({ type: 'lost' as const, at, detail, code })),
  );

/** Any bytes, and text, cut anywhere. */
const pieces = fc
  .oneof(fc.uint8Array(), fc.string({ unit: 'grapheme' }).map(bytes))
  .chain((body) => fc.tuple(fc.constant(body), fc.array(fc.nat({ max: body.length }), { maxLength: 8 })))
  .map(([body, places]) => {
    const ends = [...places, body.length].sort((a, b) => a - b);
    return ends.map((end, index) => body.subarray(ends[index - 1] ?? 0, end));
  });

const anyRecording: fc.Arbitrary<Recording> = fc
  .tuple(
    pieces,
    fc.integer({ min: 200, max: 599 }),
    fc.dictionary(fc.stringMatching(/^x-[a-z]{1,9}$/), fc.stringMatching(/^[!-~]*$/)),
  )
  .chain(([cut, status, headers]) =>
    times(cut.length + 1).chain((at) =>
      ending(at.at(-1) ?? 0).map((last) => ({
        status,
        headers,
        chunks: cut.map((piece, index) => ({ at: at[index] ?? 0, bytes: Uint8Array.from(piece) })),
        ending: last,
      })),
    ),
  );

describe('Recording, for any answer', () => {
  it('comes back as it was written', () => {
    fc.assert(
      fc.property(anyRecording, (recording) => {
        expect(parseRecording(written(recording))).to.deep.equal(right(recording));
      }),
    );
  });

  it('is readable wherever the file is cut behind the head', () => {
    fc.assert(
      fc.property(anyRecording, fc.double({ min: 0, max: 1, noNaN: true }), (recording, where) => {
        const text = written(recording);
        const first = text.indexOf('\n') + 1;
        const read = parseRecording(text.slice(0, first + Math.floor((text.length - first) * where)));
        expect(read).to.have.nested.property('right.status', recording.status);
        expect(read)
          .to.have.nested.property('right.chunks')
          .that.deep.equals(recording.chunks.slice(0, 'right' in read ? read.right.chunks.length : 0));
      }),
    );
  });
});
