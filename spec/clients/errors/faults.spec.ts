import { expect } from 'chai';
import { textAnswer } from '../../../lib/server/script/answers.js';
import type { Fault } from '../../../lib/server/script/Script.js';
import { errorOf, valuesOf } from '../../support/collect.js';
import { clientOf, useServer } from '../../support/scripted.js';
import { within } from '../../support/within.js';

const answer = textAnswer('one two three');
const failure = { status: 500, headers: { 'retry-after-ms': '0' } } as const;

// How the client handles faults that a documented decision covers. spec/faults plays every fault of the catalogue.
describe('ResponsesClient against a server with faults', () => {
  const using = useServer();

  it('an error event ends the stream at once, although the connection stays open', async () => {
    const fault: Fault = { type: 'error_event', after: 2, error: { code: 'server_error', message: 'out of luck' } };
    using.server.enqueue({ answer, fault });
    const error = await errorOf(clientOf(using.server).streamPrompt('m', 'x'));
    expect(error).to.include({ type: 'retryable', detail: 'out of luck', request_id: 'req_1' });
    expect(await within('the close of the connection', using.server.closed(0))).to.be.a('number');
  });

  it('incomplete completes, with its reason', async () => {
    using.server.enqueue({ answer, fault: { type: 'incomplete', after: 5, reason: 'max_output_tokens' } });
    const events = await valuesOf(clientOf(using.server).streamPrompt('m', 'x'));
    expect(events.at(-1)).to.include({
      type: 'completed',
      status: 'incomplete',
      finish_reason: 'max_output_tokens',
    });
  });

  it('end of a Responses stream: completes at the terminal event and closes the connection that the server keeps open', async () => {
    using.server.enqueue({ answer, fault: { type: 'linger' } });
    const events = await valuesOf(clientOf(using.server).streamPrompt('m', 'x'));
    expect(events.at(-1)?.type).to.equal('completed');
    expect(await within('the close of the connection', using.server.closed(0))).to.be.a('number');
  });

  it('error bodies are read up to 64 KiB', async () => {
    const fault: Fault = { type: 'status', ...failure, body: 'x'.repeat(1_000_000) };
    using.server.enqueue({ fault });
    const error = await errorOf(clientOf(using.server, { retry: { maxAttempts: 0 } }).streamPrompt('m', 'x'));
    expect(error.type === 'transport' && error.error.type === 'http' && error.error.body.length).to.equal(64 * 1024);
    expect(error.message.length).to.be.lessThan(300);
  });

  it('redirects are not followed, and the error names the origin of the target alone', async () => {
    const headers = { location: 'https://elsewhere.test/v1/responses?key=1' };
    using.server.enqueue({ fault: { type: 'status', status: 307, headers, body: '' } });
    const error = await errorOf(clientOf(using.server).streamPrompt('m', 'x'));
    expect(error.message).to.equal(
      'http 307: redirect to https://elsewhere.test not followed, as the prompt and the key would be sent there; correct the base URL',
    );
    expect(using.server.requests).to.have.length(1);
  });

  it('content type of the answer: a page of HTML is an error that shows its first words', async () => {
    const fault: Fault = {
      type: 'status',
      status: 200,
      headers: { 'content-type': 'text/html' },
      body: '<!doctype html><title>Sign in</title>',
    };
    using.server.enqueue({ fault });
    const error = await errorOf(clientOf(using.server).streamPrompt('m', 'x'));
    expect(error.message).to.contain('<!doctype html><title>Sign in</title>');
  });

  it('content type of the answer: a JSON error with status 200 is that error', async () => {
    const body = { error: { message: 'no credit', code: 'insufficient_quota' } };
    using.server.enqueue({ fault: { type: 'status', status: 200, body } });
    expect(await errorOf(clientOf(using.server).streamPrompt('m', 'x'))).to.include({ type: 'quota_exceeded' });
  });
});
