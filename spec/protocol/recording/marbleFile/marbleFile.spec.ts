import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import fc from 'fast-check';
import { TestScheduler } from 'rxjs/testing';
import { isLeft, isRight, left, right } from '#either';
import type {
  MarbleEvents,
  MarbleExchange,
  MarbleFile,
} from '../../../../lib/protocol/recording/marbleFile/MarbleFile.js';
import { marbleOf } from '../../../../lib/protocol/recording/marbleFile/marbleOf.js';
import { parseMarble } from '../../../../lib/protocol/recording/marbleFile/parseMarble.js';
import { printMarble } from '../../../../lib/protocol/recording/marbleFile/printMarble.js';
import type { Recording, RecordedChunk } from '../../../../lib/protocol/recording/Recording.js';
import { bytes, completed, created, sse, textDelta } from '../../../../lib/testing/wire.js';

const printed = (file: MarbleFile, previous?: string): string => {
  const text = printMarble(file, previous);
  return isRight(text) ? text.right : expect.fail(text.left);
};

const chunk = (at: number, text: string): RecordedChunk => ({ at, bytes: bytes(text) });

/** A request that was refused, and the one that followed it. */
const whole: MarbleFile = {
  notes: [' the gateway was busy'],
  exchanges: [
    {
      at: 0,
      request: { method: 'POST', path: '/v1/responses', headers: { accept: 'text/event-stream' } },
      reply: {
        type: 'reply',
        after: 31,
        status: 429,
        headers: { 'retry-after': '2' },
        chunks: [chunk(0, '{"error":{"message":"Slow down."}}')],
        ending: { type: 'end', at: 0 },
      },
    },
    {
      at: 2031,
      request: { method: 'POST', path: '/v1/responses', headers: { accept: 'text/event-stream' } },
      reply: {
        type: 'reply',
        after: 38,
        status: 200,
        headers: { 'content-type': 'text/event-stream' },
        chunks: [
          chunk(2, sse(created('r'), textDelta('Hel'))),
          chunk(22, sse(textDelta('lo'))),
          chunk(1022, ': ping\n\n'),
          chunk(2022, ': ping\n\n'),
          chunk(2022, sse(completed('r'))),
        ],
        ending: { type: 'cancelled', at: 2022 },
      },
    },
  ],
  events: {
    events: [
      { at: 2071, value: { type: 'created' } },
      { at: 2091, value: { type: 'output_text_delta', delta: 'lo' } },
    ],
    ending: { type: 'complete', at: 4091 },
  },
};

const text = `marble 1
// the gateway was busy

requests: 1 2030ms 2
head 1: 31ms h
body 1: (a|)
head 2: 38ms h
body 2: --b 19ms c 999ms d 999ms e
subs 2: ^ 2021ms !
events: 2071ms f 19ms g 1999ms |

request 1 = POST /v1/responses
  > accept: text/event-stream
  < 429
  < retry-after: 2
request 2 = POST /v1/responses
  > accept: text/event-stream
  < 200
  < content-type: text/event-stream

a = {"error":{"message":"Slow down."}}
b = event: response.created⏎data: {"type":"response.created","response":{"id":"r","status":"in_progress"}}⏎⏎
  . event: response.output_text.delta⏎data: {"type":"response.output_text.delta","delta":"Hel"}⏎⏎
c = event: response.output_text.delta⏎data: {"type":"response.output_text.delta","delta":"lo"}⏎⏎
d = : ping⏎⏎
e = : ping⏎⏎
  + event: response.completed⏎data: {"type":"response.completed","response":{"id":"r"}}⏎⏎
f = {"type":"created"}
g = {"type":"output_text_delta","delta":"lo"}
`;

/** The times of the marks in a lane, as RxJS reads it. */
const framesOf = (lane: string): readonly number[] =>
  new TestScheduler(() => undefined).run(({ cold }) => cold(lane).messages.map(({ frame }) => frame));

const recordingOf = (given: Uint8Array): Recording => ({
  status: 200,
  headers: {},
  chunks: [{ at: 0, bytes: given }],
  ending: { type: 'end', at: 0 },
});

// ---- generators

const someText = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('data: x\n\n', 'a\r\n\r\nb', '\n', '⏎', '␍', '"', 'base64:AA', ' x', 'x ', '\uFEFF', 'é\u2028'),
);
const someBytes = fc.oneof(
  someText.map(bytes),
  fc.uint8Array({ maxLength: 30 }),
  fc.constant(bytes('data: é\n\n').subarray(0, 7)),
);
const someTime = fc.oneof(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 100_000 }));
const headerValue = fc.stringMatching(/^[!-~](?:[ -~]{0,10}[!-~])?$/);
const someHeaders = fc.dictionary(fc.stringMatching(/^[a-z][a-z-]{0,8}$/), fc.oneof(headerValue, fc.constant('')), {
  maxKeys: 3,
  noNullPrototype: true,
});
const someCode = fc.option(fc.constantFrom('ECONNRESET', 'ETIMEDOUT', 'a b'), { nil: undefined });

const increasing = (gaps: readonly (readonly [number, Uint8Array])[]): RecordedChunk[] => {
  let at = 0;
  return gaps.map(([gap, given]) => ({ at: (at += gap), bytes: given }));
};

const lost = fc
  .record({ at: someTime, detail: someText, code: someCode })
  .map(({ at, detail, code }) => ({ type: 'lost' as const, at, detail, ...(code === undefined ? {} : { code }) }));
const cancelled = someTime.map((at) => ({ type: 'cancelled' as const, at }));
const someRecording = fc
  .record({
    status: fc.integer({ min: 100, max: 599 }),
    headers: someHeaders,
    chunks: fc.array(fc.tuple(someTime, someBytes), { maxLength: 12 }).map(increasing),
    ending: fc.oneof(
      lost,
      cancelled,
      someTime.map((at) => ({ type: 'end' as const, at })),
    ),
  })
  .map(({ chunks, ending, ...head }): Recording => ({
    ...head,
    chunks,
    ending: { ...ending, at: ending.at + (chunks.at(-1)?.at ?? 0) },
  }));
const someExchange = fc
  .record({
    request: fc.option(
      fc.record({
        method: fc.constantFrom('GET', 'POST'),
        path: someText.map((path) => `/${path}`),
        headers: someHeaders,
      }),
      { nil: undefined },
    ),
    reply: fc.oneof(
      {
        weight: 3,
        arbitrary: fc.record({ type: fc.constant('reply' as const), after: someTime, more: someRecording }),
      },
      { weight: 1, arbitrary: fc.oneof(lost, cancelled) },
    ),
  })
  .map(({ request, reply }): Omit<MarbleExchange, 'at'> => {
    const known = request === undefined ? {} : { request };
    if (reply.type !== 'reply') return { ...known, reply };
    const { type, after, more } = reply;
    return { ...known, reply: { type, after, ...more } };
  });
const someJson = fc.jsonValue().map((value): unknown => JSON.parse(JSON.stringify(value)));
const someEvents = fc
  .record({
    gaps: fc.array(fc.tuple(someTime, someJson), { maxLength: 8 }),
    ending: fc.constantFrom('complete', 'error', 'open'),
    end: someTime,
  })
  .map(({ gaps, ending, end }): MarbleEvents => {
    let at = 0;
    const events = gaps.map(([gap, value]) => ({ at: (at += gap), value }));
    if (ending === 'open') return { events, ending: { type: 'open' } };
    if (ending === 'complete') return { events, ending: { type: 'complete', at: at + end } };
    return { events, ending: { type: 'error', at: at + end, error: { message: 'x\n' } } };
  });
const someFile = fc
  .record({
    gaps: fc.array(fc.tuple(someTime, someExchange), { maxLength: 12 }),
    events: fc.option(someEvents, { nil: undefined }),
  })
  .map(({ gaps, events }): MarbleFile => {
    let at = 0;
    const exchanges = gaps.map(([gap, exchange]) => ({ ...exchange, at: (at += gap) }));
    return { exchanges, ...(events === undefined ? {} : { events }) };
  });

describe('.marble files', () => {
  it('are lanes, followed by what their names stand for', () => {
    expect(printed(whole)).to.equal(text);
  });

  it('are read from what was written', () => {
    expect(parseMarble(text)).to.deep.equal(right(whole));
  });

  it('are the same after they were written and read: any requests, chunks, ends and events', () => {
    fc.assert(
      fc.property(someFile, (file) => {
        const once = printed(file);
        expect(parseMarble(once)).to.deep.equal(right(file));
        expect(printed(file, once)).to.equal(once);
      }),
      { numRuns: 200 },
    );
  });

  it('have lanes that RxJS reads in the same way', () => {
    fc.assert(
      fc.property(someFile, (file) => {
        const lanes = printed({ exchanges: file.exchanges })
          .replaceAll(/\n {2}(?![+.<>#] )/g, ' ')
          .split('\n')
          .filter((line) => line.startsWith('body '));
        const bodies = file.exchanges.flatMap(({ reply }) => (reply.type === 'reply' ? [reply] : []));
        expect(lanes.length).to.equal(bodies.length);
        for (const [index, lane] of lanes.entries()) {
          const { chunks = [], ending } = bodies[index] ?? {};
          const times = [...new Set(chunks.map(({ at }) => at))];
          const end = ending === undefined || ending.type === 'cancelled' ? [] : [ending.at];
          const frames = framesOf(lane.slice(lane.indexOf(':') + 1));
          expect(frames).to.deep.equal([...times, ...end]);
        }
      }),
    );
  });

  it('change in two lines where a delta is added, and keep all names', () => {
    const words = ['one', 'two', 'three', 'four'];
    const fileOf = (given: readonly string[]): MarbleFile =>
      marbleOf({
        ...recordingOf(new Uint8Array()),
        chunks: given.map((word, index) => chunk(index * 20, sse(textDelta(word)))),
        ending: { type: 'end', at: 100 },
      });
    const before = printed(fileOf(words));
    const after = printed(fileOf(['one', 'two', 'and', 'three', 'four']), before);
    const old = new Set(before.split('\n'));
    expect(after.split('\n').filter((line) => !old.has(line))).to.deep.equal([
      'body 1: a 19ms b 19ms e 19ms c 19ms d 19ms |',
      'e = event: response.output_text.delta⏎data: {"type":"response.output_text.delta","delta":"and"}⏎⏎',
    ]);
  });

  it('write bytes that are no UTF-8 as base64, and the text around them as text', () => {
    const split = bytes('data: é\n\n').subarray(0, 7);
    expect(printed(marbleOf(recordingOf(split)))).to.contain('a = "data: "\n  . base64:ww==\n');
  });

  it('continue a long lane on the next line', () => {
    const chunks = Array.from({ length: 60 }, (_, index) => chunk(index * 37, `${index}`));
    const file = marbleOf({ ...recordingOf(new Uint8Array()), chunks, ending: { type: 'end', at: 9999 } });
    const long = printed(file);
    expect(Math.max(...long.split('\n').map(({ length }) => length))).to.be.lessThan(110);
    expect(long).to.match(/^body 1: a .*\n {2}36ms /m);
    expect(parseMarble(long)).to.deep.equal(right(file));
  });

  it('have names for the chunks of a long answer, each one character', () => {
    const chunks = Array.from({ length: 3000 }, (_, index) => chunk(index * 2, `${index}`));
    const file = marbleOf({ ...recordingOf(new Uint8Array()), chunks, ending: { type: 'end', at: 9999 } });
    expect(parseMarble(printed(file))).to.deep.equal(right(file));
  });

  it('are shown by their page in their usual form', () => {
    const page = readFileSync(new URL('../../../../docs/marble-files.md', import.meta.url), 'utf8');
    const shown = /```marble\n(.*?)```/s.exec(page)?.[1] ?? '';
    const file = parseMarble(shown);
    expect(isRight(file) ? printed(file.right, shown) : file.left).to.equal(shown);
  });

  const readable: readonly [string, string][] = [
    ['CRLF line ends', text.replaceAll('\n', '\r\n')],
    ['a byte-order mark', `\uFEFF${text}`],
    ['no line feed at the end', text.trimEnd()],
    ['white space at the ends of lines', text.replaceAll('\n', ' \n')],
    ['blank lines between definitions', text.replaceAll(/\n(?=\S = )/g, '\n\n')],
    ['lanes that are aligned', text.replaceAll(/^(\w+(?: \d)?:)/gm, '$1     ')],
    ['dashes in place of a duration', text.replace('31ms h', `${'-'.repeat(31)}h`)],
    ['another unit', text.replace('2030ms', '2.03s')],
    ['a value that is not used', `${text}z = never\n`],
    ['an end behind the head', text.replace('31ms h', '31ms (h|)')],
  ];
  for (const [what, given] of readable)
    it(`are read with ${what}`, () => {
      expect(parseMarble(given)).to.deep.equal(right(whole));
    });

  const refused: readonly [string, string, string, string][] = [
    ['no title', 'marble 1\n', 'requests\n', 'line 1, column 1: expected "marble 1" as the first line'],
    ['a newer version', 'marble 1\n', 'marble 2\n', 'line 1, column 1: expected version 1 of the format, got 2'],
    ['a line of another kind', 'events: ', 'event: ', 'line 10, column 1: expected a lane such as'],
    ['a name without a value', '19ms c ', '19ms q ', 'line 8, column 18: the name q has no value'],
    ['a request that is not defined', 'request 2 =', 'request 3 =', 'line 4, column 20: request 2 is not defined'],
    ['a request without a lane', '2030ms 2', '', 'line 7, column 8: request 2 is not in the lane "requests:"'],
    ['a group without an end', '(a|)', '(a|', 'line 6, column 12: expected ")"'],
    ['a duration in a group', '(a|)', '(a 3ms |)', 'line 6, column 12: expected a name or ")" inside of a group'],
    ['a group in a group', '(a|)', '((a|))', 'line 6, column 10: expected no group inside of a group'],
    ['an end of no group', '(a|)', 'a|)', 'line 6, column 11: expected "(" before ")"'],
    ['a mark after the end', '(a|)', '(a|)-a', 'line 6, column 14: expected nothing after the end'],
    ['a lane of centuries', '31ms h', '99999999m h', 'line 5, column 9: the lane is longer than a year'],
    ['no status', '  < 429\n  < retry-after: 2\n', '', 'line 4, column 11: request 1 has a head but no status'],
    ['a word for a status', '< 429', '< busy', 'line 14, column 5: expected a status such as 200'],
    ['a header that HTTP does not allow', 'retry-after: 2', 'retry after: 2', 'line 15, column 5: expected a name'],
    [
      'a method in lower case',
      'POST /v1/responses\n  > accept',
      'post\n  > accept',
      'line 12, column 13: expected a method',
    ],
    ['text that is no JSON string', 'a = {', 'a = "', 'line 21, column 5: expected a text, a JSON string'],
    ['an event that is no JSON', 'f = {', 'f = x{', 'line 10, column 16: expected JSON as the value f'],
    ['a value that is defined twice', 'b = event', 'a = event', 'line 22, column 1: the value a is defined twice'],
    [
      'another mark before a chunk',
      '  + event',
      '  * event',
      'line 27, column 1: expected "  + " before another chunk',
    ],
    ['a value at the head', '31ms h', '31ms a', 'line 5, column 14: expected h for the head'],
    ['two heads', '31ms h', '31ms hh', 'line 5, column 15: expected one head or one error'],
    ['a subscription that does not begin', '^ 2021ms !', '-!', 'line 9, column 10: expected ^ at the beginning'],
  ];
  for (const [what, from, to, error] of refused)
    it(`are refused with the line and the column: ${what}`, () => {
      expect(text).to.contain(from);
      const parsed = parseMarble(text.replace(from, to));
      expect(isLeft(parsed) ? parsed.left : 'read').to.contain(error);
    });

  it('are refused where they are too long, or have too much in them', () => {
    const [exchange] = whole.exchanges;
    const many = Array.from({ length: 36 }, (_, at) => ({ ...(exchange ?? expect.fail()), at }));
    expect(printMarble({ exchanges: many })).to.deep.equal(left('a .marble file has at most 35 requests, got 36'));
    const late = { ...recordingOf(new Uint8Array()), ending: { type: 'end' as const, at: 1e12 } };
    expect(printMarble(marbleOf(late))).to.deep.equal(left('a .marble file cannot be longer than a year'));
  });

  it('round the times of a recording to whole milliseconds', () => {
    const chunks = [chunk(0.4, 'a'), chunk(0.6, 'b'), chunk(1.2, 'c')];
    const file = printed(marbleOf({ ...recordingOf(new Uint8Array()), chunks, ending: { type: 'end', at: 1.9 } }));
    expect(file).to.contain('body 1: ab|\n').and.to.contain('b = b\n  + c\n');
  });
});
