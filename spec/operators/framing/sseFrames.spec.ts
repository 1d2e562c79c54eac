import { expect } from 'chai';
import { from } from 'rxjs';
import { sseFrames, type SseFramesOptions } from '../../../lib/operators/framing/sseFrames.js';
import { bytes, cutEverywhere } from '../../../lib/testing/wire.js';
import { recordTelemetry } from '../../../lib/testing/recordTelemetry.js';
import { syncOutcome } from '../syncOutcome.js';

const readAll = (chunks: readonly Uint8Array[], options?: SseFramesOptions) =>
  syncOutcome(from(chunks).pipe(sseFrames(options)));
const framesOf = (text: string, options?: SseFramesOptions) => readAll([bytes(text)], options).values;
const message = (data: string) => ({ event: 'message', data });

describe('sseFrames', () => {
  const rules: readonly (readonly [string, string, readonly { event: string; data: string }[]])[] = [
    ['ends lines at LF', 'data: a\n\ndata: b\n\n', [message('a'), message('b')]],
    ['ends lines at CRLF', 'data: a\r\n\r\ndata: b\r\n\r\n', [message('a'), message('b')]],
    ['ends lines at CR', 'data: a\r\rdata: b\r\r\n', [message('a'), message('b')]],
    [
      'takes line ends as they come',
      'data: a\r\ndata: b\rdata: c\n\r\ndata: d\n\r\n',
      [message('a\nb\nc'), message('d')],
    ],
    ['joins data lines with LF', 'data: a\ndata: b\n\n', [message('a\nb')]],
    ['keeps an empty data line', 'data: a\ndata:\ndata: b\n\n', [message('a\n\nb')]],
    ['dispatches empty data', 'data:\n\n', [message('')]],
    ['dispatches a data field without a colon', 'data\n\n', [message('')]],
    ['removes one space after the colon, not two', 'data:  a\n\n', [message(' a')]],
    ['needs no space after the colon', 'data:a\n\n', [message('a')]],
    ['leaves a tab after the colon alone', 'data:\ta\n\n', [message('\ta')]],
    ['splits at the first colon only', 'data: a: b\n\n', [message('a: b')]],
    ['names an event', 'event: ping\ndata: a\n\n', [{ event: 'ping', data: 'a' }]],
    ['lets the last name count', 'event: a\nevent: b\ndata: c\n\n', [{ event: 'b', data: 'c' }]],
    ['takes the name from wherever it stands', 'data: a\nevent: ping\n\n', [{ event: 'ping', data: 'a' }]],
    ['calls an event with an empty name a message', 'event:\ndata: a\n\n', [message('a')]],
    [
      'forgets the name after each event',
      'event: ping\ndata: a\n\ndata: b\n\n',
      [{ event: 'ping', data: 'a' }, message('b')],
    ],
    ['dispatches nothing without data and clears the name', 'event: ping\n\ndata: a\n\n', [message('a')]],
    ['leaves comments out', ': ping\ndata: a\n: pong\ndata: b\n\n:\n\n', [message('a\nb')]],
    ['reads id and retry and uses neither', 'id: 1\nretry: 5\ndata: a\n\nretry: soon\n\n', [message('a')]],
    ['ignores other fields', 'foo: 1\nDATA: 2\n data: 3\ndata : 4\ndata: a\n\n', [message('a')]],
    ['makes nothing of blank lines', '\n\n\r\n\r\n\ndata: a\n\n\n\n', [message('a')]],
    ['drops a byte-order mark at the start', '\uFEFFdata: a\n\n', [message('a')]],
    ['keeps a byte-order mark in the middle', 'data: \uFEFFa\n\n', [message('\uFEFFa')]],
    ['keeps characters of two, three and four bytes', 'data: é€😀\n\n', [message('é€😀')]],
    [
      'takes no other character for a line end',
      'data: a\u2028b\u0085c\u000bd\n\n',
      [message('a\u2028b\u0085c\u000bd')],
    ],
    ['takes a byte-order mark that was read as Latin-1 for a field nobody knows', '\u00ef\u00bb\u00bfdata: a\n\n', []],
    ['keeps NUL', 'data: a\0b\n\n', [message('a\0b')]],
  ];
  for (const [rule, text, frames] of rules) {
    it(rule, () => {
      expect(readAll([bytes(text)])).to.deep.equal({ values: frames, end: 'complete' });
    });
    it(`${rule}, wherever the bytes are cut`, () => {
      for (const chunks of cutEverywhere(bytes(text)))
        expect(readAll(chunks), chunks.join(' | ')).to.deep.equal({ values: frames, end: 'complete' });
    });
  }

  it('takes empty chunks for nothing', () => {
    const chunks = ['', 'da', '', 'ta: a\n', '', '\n', ''].map(bytes);
    expect(readAll(chunks)).to.deep.equal({ values: [message('a')], end: 'complete' });
  });

  it('emits the ids of events if they are requested', () => {
    expect(framesOf('id: 7\ndata: a\n\ndata: b\n\nid:\ndata: c\n\n', { ids: true })).to.deep.equal([
      { ...message('a'), id: '7' },
      message('b'),
      { ...message('c'), id: '' },
    ]);
  });

  it('emits nothing for an empty body', () => {
    expect(readAll([])).to.deep.equal({ values: [], end: 'complete' });
  });

  it('shows U+FFFD for bytes that are not UTF-8 and goes on', () => {
    const chunks = [bytes('data: a'), new Uint8Array([0xff]), bytes('b\n\ndata: c\n\n')];
    expect(readAll(chunks).values).to.deep.equal([message('a\uFFFDb'), message('c')]);
  });

  describe('the last event, without its blank line', () => {
    const whole = [
      ['JSON', 'data: {"a":1}', '{"a":1}'],
      ['JSON with its line end', 'data: {"a":1}\n', '{"a":1}'],
      ['JSON with a CR, which might be half a line end', 'data: {"a":1}\r', '{"a":1}'],
      ['JSON on two lines', 'data: {"a":\ndata: 1}', '{"a":\n1}'],
      ['the sentinel', 'data: [DONE]', '[DONE]'],
    ] as const;
    for (const [name, text, data] of whole)
      it(`is emitted where it is ${name}`, () => {
        const telemetry = recordTelemetry();
        expect(framesOf(`data: 0\n\n${text}`, telemetry)).to.deep.equal([message('0'), message(data)]);
        expect(telemetry.skipped).to.deep.equal([]);
      });

    const cut = [
      ['JSON that is cut off', 'data: {"a":', '{"a":'],
      ['text', 'data: Hello', 'Hello'],
      ['the sentinel, cut off', 'data: [DON', '[DON'],
      ['empty', 'data:', ''],
    ] as const;
    for (const [name, text, excerpt] of cut)
      it(`is reported and not emitted where it is ${name}`, () => {
        const telemetry = recordTelemetry();
        expect(framesOf(`data: 0\n\n${text}`, telemetry)).to.deep.equal([message('0')]);
        expect(telemetry.skipped).to.deep.equal([{ reason: 'cut off by the end of the stream', excerpt }]);
      });

    it('is nothing where no data came', () => {
      const telemetry = recordTelemetry();
      expect(framesOf('data: 0\n\nevent: ping\nid: 1', telemetry)).to.deep.equal([message('0')]);
      expect(telemetry.skipped).to.deep.equal([]);
    });

    for (const blank of ['\n\n', '\r\n\r\n', '\r\r', '\n\r', '\r\n\r'])
      it(`is not the last event that has its blank line (${JSON.stringify(blank)}), whatever that holds`, () => {
        const telemetry = recordTelemetry();
        expect(framesOf(`data: Hello${blank}`, telemetry)).to.deep.equal([message('Hello')]);
        expect(telemetry.skipped).to.deep.equal([]);
      });

    it('shows no more than the first words of it', () => {
      const telemetry = recordTelemetry();
      framesOf(`data: ${'word '.repeat(1000)}`, telemetry);
      expect(telemetry.skipped.map(({ excerpt }) => excerpt.length)).to.deep.equal([201]);
    });
  });

  describe('maxBufferSize', () => {
    const tooLong = {
      type: 'stream',
      reason: 'too_large',
      detail: 'a server-sent event is longer than 10 characters (maxBufferSize)',
    };

    it('bounds a line that does not end', () => {
      expect(readAll(['data: 12', '345'].map(bytes), { maxBufferSize: 10 })).to.deep.equal({
        values: [],
        end: 'error',
        error: tooLong,
      });
    });

    it('bounds an event that does not end', () => {
      const lines = ['data: 1234\n', 'data: 5678\n', 'data: 9\n\n'].map(bytes);
      expect(readAll(lines, { maxBufferSize: 10 }).values).to.deep.equal([message('1234\n5678\n9')]);
      expect(readAll([...lines.slice(0, 2), ...lines], { maxBufferSize: 10 }).error).to.deep.equal(tooLong);
    });

    it('does not bound the stream', () => {
      const events = Array.from({ length: 100 }, () => bytes('data: 1\n\n'));
      expect(readAll(events, { maxBufferSize: 10 }).values).to.have.lengthOf(100);
    });
  });

  describe('lines that are no field of an event but hold data', () => {
    const ERROR = '{"message":"no GPU is free","code":503}';
    const stray: readonly (readonly [string, string, readonly { event: string; data: string }[]])[] = [
      ['an error field with JSON is wrapped', `error: ${ERROR}\n`, [message(`{"error":${ERROR}}`)]],
      [
        'an error field with JSON that is wrapped already is kept',
        `error: {"error": ${ERROR}, "status": 503}\n`,
        [message(`{"error":${ERROR},"status":503}`)],
      ],
      [
        'an error field with text is wrapped as text',
        'error: out of "luck"\n',
        [message('{"error":"out of \\"luck\\""}')],
      ],
      ['an error field with a JSON text is wrapped', 'error: "busy"\n', [message('{"error":"busy"}')]],
      ['an error field with a list is wrapped', 'error: [1,2]\n', [message('{"error":[1,2]}')]],
      ['an error field without a space is one', `error:${ERROR}\n`, [message(`{"error":${ERROR}}`)]],
      ['an error field without anything says that there was one', 'error\n', [message('{"error":""}')]],
      ['a line of bare JSON is kept as it came', `{"error": ${ERROR} }\n`, [message(`{"error": ${ERROR} }`)]],
      ['a line of bare JSON without a colon is one', '{}\n', [message('{}')]],
      ['a list is its first object', `[{"error": ${ERROR} }, 1]\n`, [message(`{"error":${ERROR}}`)]],
      [
        'comes at once, without a blank line',
        'data: a\n\nerror: x\ndata: b\n\n',
        [message('a'), message('{"error":"x"}'), message('b')],
      ],
      [
        'comes before the event that it interrupts, which stays whole',
        'event: e\ndata: a\nerror: x\ndata: b\n\n',
        [message('{"error":"x"}'), { event: 'e', data: 'a\nb' }],
      ],
      [
        'several are several',
        'error: x\n{"a":1}\nerror: y\n',
        [message('{"error":"x"}'), message('{"a":1}'), message('{"error":"y"}')],
      ],
      ['CRLF ends them', 'error: x\r\n\r\n{"a":1}\r\n', [message('{"error":"x"}'), message('{"a":1}')]],
      ['CR ends them', 'error: x\r{"a":1}\r', [message('{"error":"x"}'), message('{"a":1}')]],
      ['the end of the stream ends them', 'data: a\n\nerror: é€😀', [message('a'), message('{"error":"é€😀"}')]],
      ['the end of the stream ends bare JSON', '{"a":1}', [message('{"a":1}')]],
    ];
    for (const [rule, text, frames] of stray) {
      it(rule, () => {
        expect(readAll([bytes(text)])).to.deep.equal({ values: frames, end: 'complete' });
      });
      it(`${rule}, wherever the bytes are cut`, () => {
        for (const chunks of cutEverywhere(bytes(text)))
          expect(readAll(chunks), chunks.join(' | ')).to.deep.equal({ values: frames, end: 'complete' });
      });
    }

    const unknown = [
      'foo: {"a":1}',
      'message: out of luck',
      'Error: x',
      ' error: x',
      'errors: x',
      '{"a":',
      '{"a":1} and more',
      '[{"a":1}]',
      '"text"',
      '5',
      'null',
      '<html>',
      'HTTP/1.1 500 Internal Server Error',
    ];
    for (const line of unknown)
      it(`${line} is no frame, and is reported`, () => {
        const telemetry = recordTelemetry();
        expect(framesOf(`${line}\ndata: a\n\n`, telemetry)).to.deep.equal([message('a')]);
        expect(telemetry.skipped).to.deep.equal([{ reason: 'no field of a server-sent event', excerpt: line.trim() }]);
      });

    const fields = ['retry: {"a":1}', 'id: {"a":1}', ': {"a":1}'];
    for (const line of fields)
      it(`${line} is neither a frame nor reported, as its field is known`, () => {
        const telemetry = recordTelemetry();
        expect(framesOf(`${line}\ndata: a\n\n`, telemetry)).to.deep.equal([message('a')]);
        expect(telemetry.skipped).to.deep.equal([]);
      });

    it('are not reported, as they become frames', () => {
      const telemetry = recordTelemetry();
      framesOf('error: x\n{"a":1}\n', telemetry);
      expect(telemetry.skipped).to.deep.equal([]);
    });

    it('is bounded as any line is', () => {
      expect(readAll([bytes('error: 12345')], { maxBufferSize: 10 })).to.deep.equal({
        values: [],
        end: 'error',
        error: {
          type: 'stream',
          reason: 'too_large',
          detail: 'a server-sent event is longer than 10 characters (maxBufferSize)',
        },
      });
    });
  });

  describe('comments', () => {
    it('are frames of their own, between the lines of an event too', () => {
      expect(framesOf(':ping\ndata: a\n: pong\n\n:\n', { comments: true })).to.deep.equal([
        { event: '', data: 'ping', comment: true },
        { event: '', data: 'pong', comment: true },
        message('a'),
        { event: '', data: '', comment: true },
      ]);
    });
  });
});
