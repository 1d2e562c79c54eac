import { expect } from 'chai';
import {
  excerpt,
  jsonExcerpt,
  readErrorBody,
  reportsError,
  type ErrorBody,
} from '../../../lib/protocol/errors/errorBody.js';

const shapes: readonly (readonly [string, unknown, ErrorBody | undefined])[] = [
  [
    '{ error: { message, type, code, param } } (OpenAI)',
    { error: { message: 'no model', type: 'invalid_request_error', code: 'model_not_found', param: 'model' } },
    { message: 'no model', code: 'model_not_found', type: 'invalid_request_error' },
  ],
  ['an error that is only a status, beside a message', { error: 404, message: 'no model' }, { message: 'no model' }],
  ['a code that is null', { error: { message: 'm', type: 't', code: null } }, { message: 'm', type: 't' }],
  ['{ error: text }', { error: 'no model' }, { message: 'no model' }],
  ['{ code, error } (xAI)', { code: 'bad key', error: 'Wrong API key' }, { message: 'Wrong API key', code: 'bad key' }],
  ['{ detail: text } (FastAPI)', { detail: 'Not found' }, { message: 'Not found' }],
  ['{ detail: { message } }', { detail: { message: 'Not found' } }, { message: 'Not found' }],
  [
    '{ detail: issues } with their places (FastAPI)',
    { detail: [{ loc: ['body', 'input', 0], msg: 'Field required' }, { msg: 'Too long' }] },
    { message: 'body.input.0: Field required; Too long' },
  ],
  [
    '{ object: error, message, code } (Mistral, vLLM)',
    { object: 'error', message: 'm', type: 'BadRequestError', code: 40001 },
    { message: 'm', code: '40001', type: 'BadRequestError' },
  ],
  ['{ code, message, type }', { code: 'c', message: 'm', type: 't' }, { message: 'm', code: 'c', type: 't' }],
  ['a numeric code within (OpenRouter)', { error: { code: 400, message: 'm' } }, { message: 'm', code: '400' }],
  ['{ error, status }', { error: 'Not Found', status: 404 }, { message: 'Not Found' }],
  ['{ error, user_id }', { error: 'No credit', user_id: 'u' }, { message: 'No credit' }],
  ['{ error: { detail } }', { error: { detail: 'm' } }, { message: 'm' }],
  ['a message beside an empty error', { error: {}, message: 'm' }, { message: 'm' }],
  ['a code beside the error object', { error: { message: 'm' }, code: 7 }, { message: 'm', code: '7' }],
  ['an error with nothing but a code', { error: { code: 'c' } }, { message: 'c', code: 'c' }],
  ['an error with nothing but a type', { error: { type: 't' } }, { message: 't', type: 't' }],
  ['a list of errors (Google)', [{ error: { code: 429, message: 'm' } }, {}], { message: 'm', code: '429' }],
  ['{ errors: [{ message }] }', { errors: [{ message: 'm', code: 'c' }] }, { message: 'm', code: 'c' }],
  ['{ errors: texts }', { errors: ['m', 'n'] }, { message: 'm; n' }],
  ['{ error: [{ message }] }', { error: [{ message: 'm', type: 't' }] }, { message: 'm', type: 't' }],
  ['{ error: { errors: [{ message }] } }', { error: { errors: [{ message: 'm' }] } }, { message: 'm' }],
  ['{ detail: texts }', { detail: ['m'] }, { message: 'm' }],
  ['{ detail: { error } }', { detail: { error: 'm' } }, { message: 'm' }],
  ['{ message: { error } }', { message: { error: 'm' } }, { message: 'm' }],
  ['{ Message } (AWS)', { Message: 'm' }, { message: 'm' }],
  ['{ title } (problem details)', { title: 'm', status: 400 }, { message: 'm' }],
  [
    '{ message: { detail: issues } }',
    { object: 'error', message: { detail: [{ loc: ['body', 'n'], msg: 'Too large' }] }, code: null },
    { message: 'body.n: Too large' },
  ],
  [
    '{ error, error_description } (OAuth)',
    { error: 'invalid_token', error_description: 'The token expired' },
    { message: 'The token expired', code: 'invalid_token' },
  ],
  [
    'the envelope of an error event',
    { type: 'error', error: { type: 't', message: 'm' } },
    { message: 'm', type: 't' },
  ],
  ['an error event without a class', { type: 'error', error: { message: 'm' } }, { message: 'm' }],
  ['50 000 nested lists', JSON.parse('['.repeat(50_000) + ']'.repeat(50_000)), undefined],
  ['a blank message before a code', { error: { message: '  ', code: 'c' } }, { message: 'c', code: 'c' }],
  ['an object that tells of no error', { id: 'resp_1', output: [] }, undefined],
  ['an error that is null', { error: null }, undefined],
  ['an empty object', {}, undefined],
  ['an empty list', [], undefined],
  ['null', null, undefined],
  ['undefined', undefined, undefined],
  ['text', 'Internal Server Error', undefined],
  ['a number', 500, undefined],
];

describe('readErrorBody', () => {
  for (const [what, json, expected] of shapes)
    it(`reads ${what} as ${expected === undefined ? 'no error' : `"${expected.message}"`}`, () => {
      expect(readErrorBody(json)).to.deep.equal(expected);
    });

  it('does not read what Object.prototype has for a message', () => {
    expect(readErrorBody(JSON.parse('{"__proto__":{"message":"m"}}'))).to.equal(undefined);
  });
});

describe('reportsError', () => {
  for (const json of [
    { error: { message: 'm' } },
    { error: 'm' },
    { type: 'error', message: 'm' },
    { object: 'error', message: 'm' },
    { code: 'Throttling', message: 'm' },
    { errors: [] },
    { detail: 'm' },
    [{ error: 'm' }],
  ])
    it(`takes ${JSON.stringify(json)} for an error`, () => {
      expect(reportsError(json)).to.equal(true);
    });

  for (const json of [
    { error: null, id: 'r' },
    { message: { role: 'assistant' } },
    { message: 'm' },
    [],
    {},
    null,
    'm',
  ])
    it(`takes ${JSON.stringify(json)} for none`, () => {
      expect(reportsError(json)).to.equal(false);
    });
});

describe('excerpt', () => {
  const rows: readonly (readonly [string, string, string])[] = [
    ['keeps a short text', 'busy', 'busy'],
    ['puts a text on one line', ' <html>\r\n\t<body>\n\nBlocked ', '<html> <body> Blocked'],
    ['makes nothing of white space', ' \n\t ', ''],
    ['keeps a text of exactly the limit', 'x'.repeat(200), 'x'.repeat(200)],
    ['cuts a text above the limit and says so', 'x'.repeat(201), `${'x'.repeat(200)}…`],
  ];
  for (const [what, text, expected] of rows)
    it(what, () => {
      expect(excerpt(text)).to.equal(expected);
    });

  it('takes another limit', () => {
    expect(excerpt('abcdef', 3)).to.equal('abc…');
  });
});

describe('jsonExcerpt', () => {
  const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth));
  const rows: readonly (readonly [string, unknown, string])[] = [
    ['writes a value as JSON', { a: [1, null] }, '{"a":[1,null]}'],
    ['calls undefined nothing', undefined, 'nothing'],
    ['shows the first words of a long value', 'x'.repeat(300), `"${'x'.repeat(199)}…`],
    ['names a value that is nested too deeply to be written', nested(50_000), 'a value that cannot be written as JSON'],
  ];
  for (const [what, value, expected] of rows)
    it(what, () => {
      expect(jsonExcerpt(value)).to.equal(expected);
    });
});
