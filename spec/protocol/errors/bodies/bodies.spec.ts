import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import * as t from 'io-ts';
import { of } from 'rxjs';
import { isRight } from '#either';
import { httpFailure } from '../../../../lib/decode/failures/httpFailure.js';
import { chatFailure, responseFailure } from '../../../../lib/decode/failures/responseFailure.js';
import { failOnErrorFrame } from '../../../../lib/operators/decode/failOnErrorFrame.js';
import { adviceFor } from '../../../../lib/protocol/errors/adviceFor.js';
import { apiErrorData } from '../../../../lib/protocol/errors/apiErrorData.js';
import { isJsonObject, isPresent } from '../../../../lib/protocol/codec/json.js';
import { isRetryable } from '../../../../lib/protocol/errors/isRetryable.js';
import { syncOutcome } from '../../../operators/syncOutcome.js';

const Rows = t.array(
  t.intersection([
    t.type({ server: t.string, status: t.number, body: t.unknown, type: t.string, retryable: t.boolean }),
    t.partial({ headers: t.record(t.string, t.string), delay: t.number }),
  ]),
);

const rowsOf = (file: string) => {
  const read = Rows.decode(JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8')));
  if (isRight(read)) return read.right;
  throw new Error(`${file} does not fit`);
};

/** Answers of servers, word for word, and other answers of the same kinds: no rule may fit one body only. */
const rows = ['bodies.json', 'siblings.json'].flatMap(rowsOf);

const URL_OF = 'https://host.example/v1/responses';

describe('what the error bodies of servers mean', () => {
  for (const { server, status, headers = {}, body, type, delay, retryable } of rows) {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const error = () => httpFailure({ status, headers, body: text, url: URL_OF });
    const what = `${server} ${status}: ${text.slice(0, 90)}`;

    it(`E1: ${type} over HTTP, with the response: ${what}`, () => {
      const failure = error();
      expect(failure).to.include({ type, status });
      expect(failure.delay).to.equal(delay);
      expect(failure.headers).to.deep.equal(headers);
      expect(failure)
        .to.have.property('error')
        .that.deep.equals({ type: 'http', status, headers, body: text, url: URL_OF });
      expect(isRetryable(failure)).to.equal(retryable);
      for (const reader of ['user', 'developer'] as const)
        expect(adviceFor(failure, { for: reader })).to.match(/\w.*\.$/);
      expect(JSON.parse(JSON.stringify(apiErrorData(failure)))).to.deep.equal(apiErrorData(failure));
    });

    // Only a new connection helps there: see the tests of `failOnErrorFrame`.
    const isStale = text.includes('"previous_response_not_found"');
    it(`E1: ${isStale ? 'retryable' : type} in an error frame of a WebSocket: ${what}`, () => {
      const given = isJsonObject(body) && isPresent(body['error']) ? body['error'] : body;
      const frame = { ...(isJsonObject(body) ? body : {}), type: 'error', status, headers, error: given };
      const { error: failure } = syncOutcome(of(frame).pipe(failOnErrorFrame({ url: URL_OF })));
      expect(failure).to.include(isStale ? { type: 'retryable' } : { type, status });
      if (delay !== undefined) expect(failure).to.include({ delay });
    });

    const inner = isJsonObject(body) && isJsonObject(body['error']) ? body['error'] : body;
    // Without its status OpenRouter's answer about a prompt says nothing of money.
    if (!isJsonObject(inner) || type === 'transport' || (status === 402 && !/insufficient|quota/i.test(text))) continue;
    it(`E1: ${type} inside a stream, on both wires: ${what}`, () => {
      // A frame has no status of its own but the one in place of a code; a 401 is no failure inside a stream.
      const needsStatus = (!isPresent(inner['code']) && !isPresent(inner['type'])) || status === 401;
      const framed = needsStatus ? { ...inner, code: status } : inner;
      for (const failure of [responseFailure({ error: framed }), chatFailure({ error: framed })]) {
        expect(failure).to.include({ type });
        expect(failure && isRetryable(failure)).to.equal(retryable);
      }
    });
  }
});
