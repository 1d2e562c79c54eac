import { expect } from 'chai';
import { ChatClient } from '../../../lib/clients/ChatClient.js';
import { ModelsClient } from '../../../lib/clients/ModelsClient.js';
import { ResponsesClient } from '../../../lib/clients/ResponsesClient.js';
import { responseOf } from '../../../lib/protocol/errors/responseOf.js';
import { createProvider, type Provider } from '../../../lib/provider/Provider.js';
import { errorOf } from '../../support/collect.js';
import { loopback, type Loopback } from '../../support/loopback.js';

/** A body of an error, and what a person should get to read of it. */
interface Shape {
  /** Text goes out as it is, all else as JSON. */
  readonly body: unknown;
  /** Default: `application/json`. */
  readonly contentType?: string;
  /** The text of the error behind its status; empty where the server said nothing. */
  readonly detail: string;
  readonly code?: string;
}

const SAID = 'The model `gpt-9` does not exist';
const openai = { error: { message: SAID, type: 'invalid_request_error', code: 'model_not_found', param: 'model' } };
const PAGE = '<!doctype html>\n<html>\n  <title>502 Bad Gateway</title>\n</html>\n';

const shapes: Readonly<Record<string, Shape>> = {
  '{error: {message, type, code, param}} (OpenAI)': { body: openai, detail: SAID, code: 'model_not_found' },
  '{error: {message, type, code: null}}': {
    body: { error: { message: SAID, type: 'invalid_request_error', code: null, param: null } },
    detail: SAID,
    code: 'invalid_request_error',
  },
  '{error: text}': { body: { error: SAID }, detail: SAID },
  '{code, error: text} (xAI)': {
    body: { code: 'Client specified an invalid argument', error: SAID },
    detail: SAID,
    code: 'Client specified an invalid argument',
  },
  '{detail: text} (FastAPI)': { body: { detail: SAID }, detail: SAID },
  '{detail: issues} (FastAPI)': {
    body: {
      detail: [
        { type: 'missing', loc: ['body', 'messages', 0], msg: 'Field required', input: null },
        { type: 'string_type', loc: ['body', 'model'], msg: 'Input should be a string', input: 7 },
      ],
    },
    detail: 'body.messages.0: Field required; body.model: Input should be a string',
  },
  '{object: error, message, code} (vLLM)': {
    body: { object: 'error', message: SAID, type: 'NotFoundError', param: null, code: 'not_found' },
    detail: SAID,
    code: 'NotFoundError',
  },
  '{code, message, type}': {
    body: { code: 'model_not_found', message: SAID, type: 'invalid_request_error' },
    detail: SAID,
    code: 'model_not_found',
  },
  'a numeric code within the error (llama.cpp)': {
    body: { error: { code: 404, message: SAID, type: 'not_found_error' } },
    detail: SAID,
    code: 'not_found_error',
  },
  'a numeric code beside the message (Mistral)': {
    body: { object: 'error', message: SAID, type: 'invalid_model', code: 1500 },
    detail: SAID,
    code: 'invalid_model',
  },
  '{error: text, status}': { body: { error: SAID, status: 404 }, detail: SAID },
  '{error: text, user_id}': { body: { error: SAID, user_id: 'user_1' }, detail: SAID },
  '{error: {message, code, metadata}} (OpenRouter)': {
    body: {
      error: { message: SAID, code: 404, metadata: { raw: '{"detail":"…"}', provider_name: 'Somebody' } },
      user_id: 'user_1',
    },
    detail: SAID,
    code: '404',
  },
  '{message}': { body: { message: SAID }, detail: SAID },
  '[{error: {code, message, status}}] (Google)': {
    body: [{ error: { code: 404, message: SAID, status: 'NOT_FOUND' } }],
    detail: SAID,
    code: '404',
  },
  '{type: error, error: {type, message}} (Anthropic)': {
    body: { type: 'error', error: { type: 'not_found_error', message: SAID } },
    detail: SAID,
    code: 'not_found_error',
  },
  '{error: {code, message, errors}} (Google)': {
    body: { error: { code: 404, message: SAID, errors: [{ message: SAID, domain: 'global', reason: 'notFound' }] } },
    detail: SAID,
    code: '404',
  },
  'plain text': { body: 'no healthy upstream\n', contentType: 'text/plain', detail: 'no healthy upstream' },
  HTML: {
    body: PAGE,
    contentType: 'text/html; charset=utf-8',
    detail: '<!doctype html> <html> <title>502 Bad Gateway</title> </html>',
  },
  'an empty body': { body: '', contentType: 'text/plain', detail: '' },
  'JSON labelled text/plain (OpenAI)': {
    body: openai,
    contentType: 'text/plain; charset=utf-8',
    detail: SAID,
    code: 'model_not_found',
  },
  'JSON labelled application/octet-stream (DeepSeek)': {
    body: openai,
    contentType: 'application/octet-stream',
    detail: SAID,
    code: 'model_not_found',
  },
};

const clients = {
  ResponsesClient: (provider: Provider) => new ResponsesClient({ provider }).streamPrompt('m', 'x'),
  ChatClient: (provider: Provider) => new ChatClient({ provider }).streamPrompt('m', 'x'),
  ModelsClient: (provider: Provider) => new ModelsClient({ provider }).listModels('1.0.0'),
};

const STATUSES = [400, 401, 403, 404, 422, 429, 500, 503, 529];

describe('an error of the server, reported by', () => {
  let server: Loopback;
  let status = 0;
  let shape: Shape;
  const written = (): string => (typeof shape.body === 'string' ? shape.body : JSON.stringify(shape.body));

  beforeEach(async () => {
    server = await loopback((_request, response) => {
      const { contentType = 'application/json' } = shape;
      response.writeHead(status, { 'content-type': contentType, 'x-request-id': 'req_42' }).end(written());
    });
  });
  afterEach(() => server.stop());

  for (const [name, ask] of Object.entries(clients))
    for (const [what, given] of Object.entries(shapes))
      it(`${name}, is readable with every status: ${what}`, async () => {
        shape = given;
        for (status of STATUSES) {
          const { detail, code } = given;
          const provider = createProvider({ name: 'raw', baseUrl: server.origin, retry: { maxAttempts: 0 } });
          const error = await errorOf(ask(provider));
          const response = responseOf(error);
          if (response === undefined) throw error;
          expect(error.message).to.equal(detail === '' ? `http ${status}` : `http ${status}: ${detail}`);
          expect(error.message).not.to.match(/[{}]|\[object/);
          expect('detail' in error ? error.detail : undefined).to.equal(detail === '' ? undefined : detail);
          expect(error.status).to.equal(status);
          expect(error.code).to.equal(code);
          expect(error.request_id).to.equal('req_42');
          expect(response.status).to.equal(status);
          expect(response.body).to.equal(written());
        }
      });
});

// A success by its status, an error by its body: docs/wire.md, section 3.2.
describe('an error inside a success', () => {
  let server: Loopback;
  let body: unknown;

  beforeEach(async () => {
    server = await loopback((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'x-request-id': 'req_42' });
      response.end(JSON.stringify(body));
    });
  });
  afterEach(() => server.stop());

  const inside: readonly (readonly [what: string, body: unknown, kind: object])[] = [
    ['the code of a quota', { error: { message: SAID, code: 'insufficient_quota' } }, { type: 'quota_exceeded' }],
    ['the name of an unknown model', openai, { type: 'not_found' }],
    ['a status as its code', { error: { message: 'no', code: 400 } }, { type: 'invalid_request', status: 400 }],
    ['a text', { error: SAID }, { type: 'not_found' }],
    ['a text with a code', { code: 'slow_down', error: SAID }, { type: 'server_overloaded' }],
    ['a message alone', { error: { message: 'no' } }, { type: 'api', status: 200 }],
    ['a message beside', { error: true, message: 'no' }, { type: 'api', status: 200 }],
    ['a type around', { type: 'error', error: { type: 'api_error', message: 'no' } }, { type: 'api', status: 200 }],
  ];

  for (const [name, ask] of Object.entries(clients))
    for (const [what, given, kind] of inside)
      it(`is reported by ${name} with its message: an error with ${what}`, async () => {
        body = given;
        const error = await errorOf(ask(createProvider({ name: 'raw', baseUrl: server.origin })));
        const said = JSON.stringify(given).includes(SAID) ? SAID : 'no';
        expect(error).to.include({ ...kind, detail: said, request_id: 'req_42' });
        expect(error.message)
          .to.match(/^[^{}]*$/)
          .and.satisfy((text: string) => text.endsWith(`: ${said}`));
        expect(server.requests).to.have.length(1);
      });
});
