import { expect } from 'chai';
import { textAnswer } from '../../lib/server/answers.js';
import type { Fault } from '../../lib/server/Script.js';
import { errorOf, outcomeOf, textIn, valuesOf } from '../support/collect.js';
import { clientOf, useServer } from '../support/scripted.js';

const answer = textAnswer('one two three');
const failure = { status: 500, headers: { 'retry-after-ms': '0' } } as const;

describe('ResponsesClient against a server with faults', () => {
  const using = useServer();

  it('a reset before the head is retried, and the consumer sees one clean stream', async () => {
    using.server.enqueue({ fault: { type: 'reset_before_head' } }, { answer });
    const events = await valuesOf(clientOf(using.server).streamPrompt('m', 'x'));
    expect(events.at(-1)?.type).to.equal('completed');
    expect(events.filter(({ type }) => type === 'created')).to.have.length(1);
    expect(using.server.requests).to.have.length(2);
  });

  it('a status is retried as often as it may be, and is then the error', async () => {
    const fault: Fault = { type: 'status', ...failure, body: { error: { message: 'the disk is full', code: 'disk' } } };
    using.server.enqueue({ fault }, { fault }, { fault });
    const error = await errorOf(clientOf(using.server, { retry: { maxAttempts: 2 } }).streamPrompt('m', 'x'));
    expect(error).to.deep.include({ type: 'transport', detail: 'the disk is full', code: 'disk', request_id: 'req_3' });
    expect(error.message).to.equal('http 500: the disk is full');
  });

  it('a stalled head is a timeout, and the connection is closed', async () => {
    using.server.enqueue({ fault: { type: 'stall_before_head' } });
    const provider = { connectTimeout: 40, retry: { maxAttempts: 0 } };
    const error = await errorOf(clientOf(using.server, provider).streamPrompt('m', 'x'));
    expect(error.message).to.equal('timeout: no response head within 40 ms');
    await using.server.closed(0);
  });

  it('a stalled stream is an idle timeout after what came, and the connection is closed', async () => {
    using.server.enqueue({ answer, fault: { type: 'stall_mid_body', after: 5 } });
    const { values, error } = await outcomeOf(clientOf(using.server, { streamIdleTimeout: 40 }).streamPrompt('m', 'x'));
    expect(values.flatMap((event) => (event.type === 'output_text_delta' ? [event.delta] : []))).to.deep.equal(['one']);
    expect(error).to.include({ type: 'stream', detail: 'idle timeout waiting for SSE' });
    await using.server.closed(0);
  });

  it('a reset in the body is an error after what came, and is not retried', async () => {
    using.server.enqueue({ answer, fault: { type: 'reset_mid_body', after: 5 } });
    const { values, error } = await outcomeOf(clientOf(using.server).streamPrompt('m', 'x'));
    expect(values.at(-1)).to.include({ type: 'output_text_delta', delta: 'one' });
    expect(error).to.include({ type: 'transport' });
    expect(using.server.requests).to.have.length(1);
  });

  it('EOF without a terminal event is an error', async () => {
    using.server.enqueue({ answer, fault: { type: 'truncate', after: 5 } });
    const error = await errorOf(clientOf(using.server).streamPrompt('m', 'x'));
    expect(error).to.include({ type: 'stream', detail: 'stream closed before response.completed' });
  });

  it('an error event ends the stream at once, although the connection stays open', async () => {
    const fault: Fault = { type: 'error_event', after: 2, error: { code: 'server_error', message: 'out of luck' } };
    using.server.enqueue({ answer, fault });
    const error = await errorOf(clientOf(using.server).streamPrompt('m', 'x'));
    expect(error).to.include({ type: 'retryable', detail: 'out of luck', request_id: 'req_1' });
    await using.server.closed(0);
  });

  it('response.failed is typed by its code', async () => {
    const fault: Fault = {
      type: 'response_failed',
      after: 2,
      error: { code: 'context_length_exceeded', message: 'too long' },
    };
    using.server.enqueue({ answer, fault });
    expect(await errorOf(clientOf(using.server).streamPrompt('m', 'x'))).to.include({
      type: 'context_window_exceeded',
    });
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

  it('a malformed frame is skipped', async () => {
    using.server.enqueue({ answer, fault: { type: 'malformed_frame', after: 5 } });
    const events = await valuesOf(clientOf(using.server).streamPrompt('m', 'x'));
    expect(textIn(events)).to.equal('one two three');
  });

  it('end of a Responses stream: completes at the terminal event and closes the connection that the server left open', async () => {
    using.server.enqueue({ answer, fault: { type: 'linger' } });
    const events = await valuesOf(clientOf(using.server).streamPrompt('m', 'x'));
    expect(events.at(-1)?.type).to.equal('completed');
    await using.server.closed(0);
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
      'http 307: redirect to https://elsewhere.test not followed: the prompt and the key would travel along',
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
