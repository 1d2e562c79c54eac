import { inspect } from 'node:util';
import { expect } from 'chai';
import { bearerAuth } from '../../lib/provider/AuthProvider.js';
import { recordTelemetry } from '../../lib/testing/recordTelemetry.js';
import { errorOf } from '../support/collect.js';
import { clientOf, useServer } from '../support/scripted.js';

const KEY = 'sk-very-secret-0123456789';

describe('the key', () => {
  const using = useServer({ apiKey: 'another', script: {} });

  it('is masked in an error that repeats it, at any depth, and in telemetry', async () => {
    const telemetry = recordTelemetry();
    const client = clientOf(using.server, {}, { auth: bearerAuth(KEY), telemetry });
    const error = await errorOf(client.streamPrompt('m', 'x'));
    expect(error.message).to.equal('http 401: This is not the API key: [redacted].');
    for (const text of [inspect(error, { depth: 10 }), JSON.stringify(error), inspect(telemetry, { depth: 10 })])
      expect(text).not.to.contain(KEY);
    expect(using.server.requests[0]?.headers['authorization']).to.equal(`Bearer ${KEY}`);
  });

  it('is masked in the address, where a provider wants it there', async () => {
    const client = clientOf(using.server, { queryParams: { 'api-key': KEY } });
    const error = await errorOf(client.streamPrompt('m', 'x'));
    expect(error.type === 'transport' && error.error.type === 'http' && error.error.url).to.match(
      /\/v1\/responses\?api-key=\[redacted\]$/,
    );
    expect(inspect(error, { depth: 10 })).not.to.contain(KEY);
  });

  it('is masked in an error inside the stream', async () => {
    using.server.enqueue({ fault: { type: 'error_event', after: 1, error: { message: `the key ${KEY} is blocked` } } });
    const auth = { bearerToken: () => 'another', accountId: () => undefined };
    const client = clientOf(using.server, { headers: { 'api-key': KEY } }, { auth });
    const error = await errorOf(client.streamPrompt('m', 'x'));
    expect(error).to.include({ type: 'retryable', detail: 'the key [redacted] is blocked' });
  });
});
