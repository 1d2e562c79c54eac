import { expect } from 'chai';
import { from } from 'rxjs';
import { expectEventStream } from '../../../lib/operators/http/expectEventStream.js';
import { bytes, cutEverywhere, sse, textDelta } from '../../../lib/testing/wire.js';
import { syncOutcome } from '../syncOutcome.js';

const judge = (chunks: readonly Uint8Array[], status = 200) =>
  syncOutcome(from(chunks).pipe(expectEventStream(status)));
const textOf = (chunks: readonly Uint8Array[]) =>
  new TextDecoder('utf-8', { ignoreBOM: true }).decode(Buffer.concat(chunks));
const begins = (words: string) => ({
  type: 'stream',
  reason: 'not_event_stream',
  detail: `expected an event stream, but the body begins: ${words}`,
});

describe('expectEventStream', () => {
  const rest = sse(textDelta('{"not": "looked at"}'), textDelta('<p>'));
  const starts: readonly (readonly [string, string])[] = [
    ['data', 'data: {"a":1}\n\n'],
    ['data without a space', 'data:{"a":1}\n\n'],
    ['an event name', 'event: ping\ndata: 1\n\n'],
    ['an id', 'id: 1\ndata: 1\n\n'],
    ['a retry time', 'retry: 3000\n\n'],
    ['a comment', ': ping\n\n'],
    ['an empty comment', ':\n\n'],
    ['a comment of JSON', ': {"error": "no"}\n\n'],
    ['a byte-order mark', '\uFEFFdata: 1\n\n'],
    ['blank lines', '\n\r\n\n'],
    ['a field without a colon', 'data\n\n'],
    ['CR line ends', '\rdata: 1\r\r'],
    ['a field that nobody knows', 'foo: 1\n'],
    ['a long line before the first event', `${'x'.repeat(2000)}\n`],
  ];
  for (const [name, start] of starts)
    it(`passes every byte of an event stream that begins with ${name}, however it is cut`, () => {
      const text = start + rest;
      expect(textOf(judge([bytes(text)]).values)).to.equal(text);
      for (const chunks of cutEverywhere(bytes(text))) {
        const { values, end } = judge(chunks);
        expect([textOf(values), end]).to.deep.equal([text, 'complete']);
      }
    });

  for (const line of [
    'data: 1',
    'data',
    'event: ping',
    'id: 1',
    'retry: 3000',
    ': ping',
    '\uFEFF: ping',
    'foo: 1\n: ping',
  ])
    it(`takes a body of ${JSON.stringify(line)} alone for an event stream`, () => {
      expect(judge([bytes(line)]).end).to.equal('complete');
    });

  it('passes the body to the framing after 1024 characters without a line of an event stream', () => {
    expect(judge([bytes('x'.repeat(1024))]).end).to.equal('error');
    expect(judge([bytes('x'.repeat(1025))]).end).to.equal('complete');
  });

  it('passes the very chunks on', () => {
    const chunks = [bytes('data: 1\n\n'), bytes('data: 2\n\n')];
    const { values } = judge(chunks);
    expect(values.map((value, index) => value === chunks[index])).to.deep.equal([true, true]);
  });

  for (const blank of ['', '\n\n', ' \r\n', '\uFEFF'])
    it(`takes a body of ${JSON.stringify(blank)} for an event stream without events`, () => {
      expect(judge([bytes(blank)]).end).to.equal('complete');
    });

  for (const status of [201, 203])
    it(`completes after an event stream whose status is ${status}, however it is cut`, () => {
      for (const chunks of [[bytes(rest)], ...cutEverywhere(bytes(rest))])
        expect(judge(chunks, status).end).to.equal('complete');
    });

  for (const blank of [[], [''], ['\n\n'], ['\n', ' \r\n']])
    it(`fails for a body of ${JSON.stringify(blank)} whose status is not 200`, () => {
      const detail = 'expected an event stream, but the server answered with the status 204 and without a body';
      const { end, error } = judge(blank.map(bytes), 204);
      expect([end, error]).to.deep.equal(['error', { type: 'stream', reason: 'not_event_stream', detail }]);
    });

  const errors: readonly (readonly [string, number, string, unknown])[] = [
    [
      'a quota',
      200,
      '{"error":{"code":"insufficient_quota","message":"The purse is empty."}}',
      { type: 'quota_exceeded', detail: 'The purse is empty.', code: 'insufficient_quota' },
    ],
    [
      'a wrong request',
      200,
      '{"error":{"type":"invalid_request_error","message":"No such model."}}',
      { type: 'not_found', detail: 'No such model.', code: 'invalid_request_error' },
    ],
    ['something that has no name', 201, '{"error":"overheated"}', { type: 'api', status: 201, detail: 'overheated' }],
    [
      'the same, after blank lines and a byte-order mark',
      200,
      '\uFEFF\n {"error": {"message": "overheated"}}\n',
      { type: 'api', status: 200, detail: 'overheated' },
    ],
  ];
  for (const [name, status, text, error] of errors)
    it(`reports the message of a JSON error for ${name}, however it is cut`, () => {
      expect(judge([bytes(text)], status)).to.deep.equal({ values: [], end: 'error', error });
      for (const chunks of cutEverywhere(bytes(text))) expect(judge(chunks, status).error).to.deep.equal(error);
    });

  const others: readonly (readonly [string, string, string])[] = [
    ['JSON that is no error', '{"id": "resp_1",\n "object": "response"}', '{"id": "resp_1", "object": "response"}'],
    ['JSON whose error is null', '{"error": null}', '{"error": null}'],
    ['a JSON list', '[1, 2]', '[1, 2]'],
    ['JSON that is cut off', '{"error": {"mess', '{"error": {"mess'],
    ['the page of a proxy', '<!DOCTYPE html>\n<title>502</title>', '<!DOCTYPE html> <title>502</title>'],
    ['XML', '<?xml version="1.0"?><Error/>', '<?xml version="1.0"?><Error/>'],
    ['a line of text', 'upstream connect error', 'upstream connect error'],
    ['a number', '502', '502'],
    ['a sentence that begins like a field', 'retry later', 'retry later'],
    ['a word that begins like a field', 'data-center is down', 'data-center is down'],
    ['a field name within a text', 'no data: none', 'no data: none'],
  ];
  for (const [name, text, words] of others)
    it(`shows the first words of ${name}`, () => {
      expect(judge([bytes(text)])).to.deep.include({ end: 'error', error: begins(words) });
    });

  it('shows no more than the first words of a long page', () => {
    const page = `<html>${' word'.repeat(1000)}`;
    expect(judge([bytes(page)]).error).to.deep.equal(begins(`${page.slice(0, 200)}…`));
  });

  it('emits nothing of JSON or of a page', () => {
    for (const text of ['{"error":"no"}', '[1]', '<html></html>'])
      expect(judge([bytes(text)]).values, text).to.deep.equal([]);
  });
});
