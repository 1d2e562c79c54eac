import { expect } from 'chai';
import fc from 'fast-check';
import { isLeft, isRight, right } from '#either';
import { isHandshake, type MarbleFile } from '../../../../lib/protocol/recording/marbleFile/MarbleFile.js';
import {
  LOST_REASONS,
  type MarbleFrame,
  type MarbleSending,
  type MarbleSocketEnding,
} from '../../../../lib/protocol/recording/marbleFile/MarbleSocket.js';
import { parseMarble } from '../../../../lib/protocol/recording/marbleFile/parseMarble.js';
import { printMarble } from '../../../../lib/protocol/recording/marbleFile/printMarble.js';

const printed = (file: MarbleFile): string => {
  const text = printMarble(file);
  return isRight(text) ? text.right : expect.fail(text.left);
};

const whole: MarbleFile = {
  exchanges: [
    {
      at: 0,
      request: { method: 'GET', path: '/v1/responses', headers: { upgrade: 'websocket' } },
      reply: {
        type: 'socket',
        after: 31,
        status: 101,
        headers: { 'x-request-id': 'req_1' },
        frames: [
          { type: 'sent', at: 0, name: 'response.create', sending: { type: 'done', after: 0 } },
          { type: 'text', at: 20, text: '{"type":"response.created","response":{"id":"resp_1"}}' },
          { type: 'text', at: 40, text: '{"type":"response.completed","response":{"id":"resp_1"}}' },
          { type: 'sent', at: 40, name: 'response.create', sending: { type: 'done', after: 0 } },
          { type: 'ping', at: 20_000, sending: { type: 'done', after: 12 } },
          { type: 'close', at: 21_000, code: 1011, reason: 'going away' },
        ],
        ending: { type: 'end', at: 21_000 },
      },
    },
    {
      at: 21_500,
      request: { method: 'GET', path: '/v1/responses', headers: { upgrade: 'websocket' } },
      reply: {
        type: 'reply',
        after: 5,
        status: 426,
        headers: {},
        chunks: [],
        ending: { type: 'end', at: 0 },
      },
    },
  ],
};

const text = `marble 1

requests: 1 21499ms 2
head 1: 31ms h
frames 1: a 19ms b 19ms c 19959ms d 999ms (e|)
head 2: 5ms h
body 2: |

request 1 = GET /v1/responses
  > upgrade: websocket
  < 101
  < x-request-id: req_1
request 2 = GET /v1/responses
  > upgrade: websocket
  < 426

a = > response.create
b = {"type":"response.created","response":{"id":"resp_1"}}
c = {"type":"response.completed","response":{"id":"resp_1"}}
  + > response.create
d = ping: done after 12ms
e = close: 1011 going away
`;

const someText = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('> x', 'ping:', 'close: 1000', 'binary:', 'base64:AA', '', ' x', '"', '⏎', 'a\r\n', '+ x', '. x'),
);
const someTime = fc.oneof(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 100_000 }));
const someCode = fc.constantFrom(undefined, 'ECONNRESET', 'ETIMEDOUT', 'WS_CLOSED');
const coded = <T extends object>(given: T, code: string | undefined): T & { readonly code?: string } =>
  code === undefined ? given : { ...given, code };
const someSending: fc.Arbitrary<MarbleSending> = fc.oneof(
  someTime.map((after) => ({ type: 'done' as const, after })),
  fc.constant({ type: 'pending' as const }),
  fc
    .tuple(someTime, someText, someCode)
    .map(([after, detail, code]) => coded({ type: 'failed' as const, after, detail }, code)),
);
const someFrame: fc.Arbitrary<(at: number) => MarbleFrame> = fc.oneof(
  someText.map((given) => (at: number) => ({ type: 'text', at, text: given }) as const),
  fc.constant((at: number) => ({ type: 'binary', at }) as const),
  fc.tuple(fc.integer({ min: 1000, max: 4999 }), someText).map(
    ([code, reason]) =>
      (at: number) =>
        ({ type: 'close', at, code, reason }) as const,
  ),
  fc.tuple(fc.constantFrom('response.create', 'ping', 'a-b_c'), someSending).map(
    ([name, sending]) =>
      (at: number) =>
        ({ type: 'sent', at, name, sending }) as const,
  ),
  someSending.map((sending) => (at: number) => ({ type: 'ping', at, sending }) as const),
);
const someEnding: fc.Arbitrary<MarbleSocketEnding> = fc.oneof(
  someTime.map((at) => ({ type: 'end' as const, at })),
  someTime.map((at) => ({ type: 'cancelled' as const, at })),
  fc
    .tuple(someTime, someText, someCode, fc.constantFrom(undefined, ...LOST_REASONS))
    .map(([at, detail, code, reason]) => ({
      ...coded({ type: 'lost' as const, at, detail }, code),
      ...(reason === undefined ? {} : { reason }),
    })),
);

describe('a WebSocket in a .marble file', () => {
  it('is a lane of the frames of both directions', () => {
    expect(printed(whole)).to.equal(text);
    expect(parseMarble(text)).to.deep.equal(right(whole));
  });

  it('is told from a request over HTTP, refused or not', () => {
    const { exchanges } = whole;
    expect(exchanges.map(isHandshake)).to.deep.equal([true, true]);
    const [first] = exchanges;
    expect(first && isHandshake({ at: 0, reply: first.reply })).to.equal(true);
    expect(isHandshake({ at: 0, reply: { type: 'cancelled', at: 0 } })).to.equal(false);
  });

  it('has the status 101 where its request names none', () => {
    const text = printed(whole).replace(/^ +< (101|x-request-id).*\n/gm, '');
    expect(text).not.to.equal(printed(whole));
    const file = parseMarble(text);
    const reply = isRight(file) ? file.right.exchanges[0]?.reply : expect.fail(file.left);
    expect(reply).to.include({ type: 'socket', status: 101 });
  });

  it('is the same after it was written and read: any frames, results and ends', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(someTime, someFrame), { maxLength: 12 }),
        someEnding,
        someTime,
        (gaps, ending, after) => {
          let at = 0;
          const frames = gaps.map(([gap, make]) => make((at += gap)));
          const file: MarbleFile = {
            exchanges: [
              {
                at: 0,
                reply: {
                  type: 'socket',
                  after,
                  status: 101,
                  headers: {},
                  frames,
                  ending: { ...ending, at: ending.at + at },
                },
              },
            ],
          };
          expect(parseMarble(printed(file))).to.deep.equal(right(file));
        },
      ),
      { numRuns: 300 },
    );
  });

  const frame =
    'expected a message as a text or a JSON string, "> " and the type of a message that was sent, "ping:", "binary:", or "close: " and a code';
  const refused: readonly (readonly [what: string, from: string, to: string, error: string])[] = [
    ['a close frame without a code', 'close: 1011', 'close: soon', `line 22, column 5: ${frame}`],
    ['a sent message without a type', 'a = > response.create', 'a = > {}', `line 17, column 5: ${frame}`],
    ['another result of a ping', 'done after 12ms', 'done soon', `line 21, column 5: ${frame}`],
    ['a message on two lines', '  + > response', '  . > response', `line 20, column 5: ${frame}`],
    [
      'a reason that is none',
      '  < 426',
      '  < 426\n  # reason: bored',
      `line 16, column 5: expected the reason ${LOST_REASONS.join(', ')}, got bored`,
    ],
  ];
  for (const [what, from, to, error] of refused)
    it(`is refused with the line and the column: ${what}`, () => {
      const read = parseMarble(text.replace(from, to));
      expect(isLeft(read) ? read.left : read).to.equal(error);
    });
});
