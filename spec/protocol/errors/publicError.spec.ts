import { expect } from 'chai';
import { apiError, type ApiErrorKind } from '../../../lib/protocol/errors/ApiError.js';
import { publicError } from '../../../lib/protocol/errors/publicError.js';
import { readErrorData } from '../../../lib/relay/client/readErrorData.js';

const SECRET = 'sk-proj-0123456789abcdef';
const http = {
  type: 'http',
  status: 500,
  headers: { 'openai-organization': 'acme-org' },
  body: `{"error":"${SECRET}"}`,
  url: 'https://ann:pass@internal.acme/v1?key=x',
} as const;
const said = `the key ${SECRET} at https://ann:pass@internal.acme`;

/** One error of each kind, with a secret wherever a text may be. */
const KINDS = {
  transport: { type: 'transport', error: http, detail: said },
  api: { type: 'api', status: 400, detail: said },
  stream: { type: 'stream', reason: 'exception', detail: said },
  file: { type: 'file', detail: said, path: '/srv/acme/recording' },
  unauthorized: { type: 'unauthorized', detail: said, status: 401, error: http },
  not_found: { type: 'not_found', detail: said, error: http },
  context_window_exceeded: { type: 'context_window_exceeded', detail: said },
  quota_exceeded: { type: 'quota_exceeded', detail: said, error: http },
  usage_not_included: { type: 'usage_not_included', detail: said },
  retryable: { type: 'retryable', detail: said, error: http },
  rate_limit: { type: 'rate_limit', detail: said, delay: 5, error: http },
  incomplete: { type: 'incomplete', reason: 'max_output_tokens' },
  invalid_request: { type: 'invalid_request', detail: said, error: http },
  server_overloaded: { type: 'server_overloaded', detail: said, error: http },
  cyber_policy: { type: 'cyber_policy', detail: said, error: http },
} as const satisfies { readonly [K in ApiErrorKind['type']]: ApiErrorKind & { type: K } };

const others: readonly ApiErrorKind[] = [
  { type: 'transport', error: { type: 'network', detail: 'connect ECONNREFUSED internal.acme', code: 'ECONNREFUSED' } },
  { type: 'transport', error: { type: 'build', detail: said } },
  { type: 'transport', error: { type: 'timeout', detail: 'internal.acme' } },
  { type: 'stream', reason: 'connection_lost', detail: said },
  { type: 'stream', reason: 'process_ended', detail: 'codex exited with code 1: /srv/acme/config.toml cannot be read' },
];

describe('publicError and readErrorData', () => {
  for (const kind of [...Object.values(KINDS), ...others])
    it(`pass on ${kind.type}${'error' in kind ? ` ${kind.error.type}` : ''} without secrets`, () => {
      const sent = JSON.stringify(publicError(apiError(kind, { requestId: 'req_1' })));
      for (const secret of [SECRET, 'acme-org', 'pass', '/srv']) expect(sent).not.to.contain(secret);
      const error = readErrorData(JSON.parse(sent));
      expect(error.type).to.equal(kind.type);
      expect(error.request_id).to.equal('req_1');
      for (const member of ['status', 'delay', 'reason'])
        if (Object.hasOwn(kind, member)) expect(error).to.have.property(member, Reflect.get(kind, member));
    });

  it('mask a key in the code, the reason and the id of the request', () => {
    for (const kind of [
      { type: 'rate_limit', detail: 'slow down', code: SECRET },
      { type: 'incomplete', reason: SECRET },
    ] as const)
      expect(JSON.stringify(publicError(apiError(kind, { requestId: SECRET })))).not.to.contain(SECRET);
  });

  for (const data of [
    null,
    1,
    'x',
    {},
    { type: 'unknown' },
    { type: 'api' },
    { type: 'toString' },
    { type: 'transport', error: {} },
  ])
    it(`reads ${JSON.stringify(data)} as a malformed error`, () => {
      expect(readErrorData(data)).to.include({ type: 'stream', reason: 'malformed' });
    });
});
