import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import * as t from 'io-ts';
import { isRight } from '#either';
import { httpFailure } from '../../../../lib/decode/failures/httpFailure.js';
import { chatFailure, responseFailure } from '../../../../lib/decode/failures/responseFailure.js';
import { adviceFor } from '../../../../lib/protocol/errors/adviceFor.js';
import { apiErrorData } from '../../../../lib/protocol/errors/apiErrorData.js';
import { isJsonObject, isPresent } from '../../../../lib/protocol/codec/json.js';
import { isRetryable } from '../../../../lib/protocol/errors/isRetryable.js';

const Rows = t.array(
  t.intersection([
    t.type({ server: t.string, status: t.number, body: t.unknown, type: t.string, retryable: t.boolean }),
    t.partial({ headers: t.record(t.string, t.string), delay: t.number }),
  ]),
);

/** What servers answered, word for word, and what it means. */
const rows = (() => {
  const read = Rows.decode(JSON.parse(readFileSync(new URL('bodies.json', import.meta.url), 'utf8')));
  if (isRight(read)) return read.right;
  throw new Error('bodies.json does not fit');
})();

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

    const inner = isJsonObject(body) && isJsonObject(body['error']) ? body['error'] : body;
    // Without its status OpenRouter's answer about a prompt says nothing of money.
    if (!isJsonObject(inner) || (status === 402 && !/insufficient|quota/i.test(text))) continue;
    it(`E1: ${type} inside a stream, on both wires: ${what}`, () => {
      // A frame has no status of its own but the one in place of a code.
      const framed = isPresent(inner['code']) || isPresent(inner['type']) ? inner : { ...inner, code: status };
      for (const failure of [responseFailure({ error: framed }), chatFailure({ error: framed })]) {
        expect(failure).to.include({ type });
        expect(failure && isRetryable(failure)).to.equal(retryable);
      }
    });
  }
});
