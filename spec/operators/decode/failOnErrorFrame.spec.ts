import { expect } from 'chai';
import { of, VirtualTimeScheduler } from 'rxjs';
import { failOnErrorFrame } from '../../../lib/operators/decode/failOnErrorFrame.js';
import { syncOutcome } from '../syncOutcome.js';

const url = 'wss://host.example/v1/responses';
const outcomeOf = (frame: unknown) => syncOutcome(of(frame).pipe(failOnErrorFrame({ url })));

describe('failOnErrorFrame', () => {
  it('makes the error of a frame the one that HTTP would have been: status, headers, the whole frame as the body', () => {
    const frame = {
      type: 'error',
      status: 429,
      error: { type: 'usage_limit_reached', message: 'The usage limit has been reached', plan_type: 'pro' },
      headers: { 'X-Codex-Primary-Used-Percent': '100.0', 'x-codex-primary-window-minutes': 15 },
    };
    expect(outcomeOf(frame)).to.deep.equal({
      values: [],
      end: 'error',
      error: {
        type: 'quota_exceeded',
        status: 429,
        error: {
          type: 'http',
          status: 429,
          headers: { 'x-codex-primary-used-percent': '100.0', 'x-codex-primary-window-minutes': '15' },
          body: JSON.stringify(frame),
          url,
        },
        detail: 'The usage limit has been reached',
        code: 'usage_limit_reached',
      },
    });
  });

  const delays: readonly (readonly [headers: object, delay: number | undefined])[] = [
    [{ 'Retry-After': '7' }, 7000],
    [{ 'retry-after': 7 }, 7000],
    [{ 'retry-after': 0 }, 0],
    [{ 'retry-after-ms': 1500, 'retry-after': 7 }, 1500],
    [{ 'retry-after': 'soon' }, undefined],
    [{ 'retry-after': null }, undefined],
    [{}, undefined],
  ];
  for (const [headers, delay] of delays)
    it(`reads a delay of ${delay ?? 'nothing'} ms from ${JSON.stringify(headers)}`, () => {
      const { error } = outcomeOf({ type: 'error', status: 503, error: { message: 'busy' }, headers });
      expect(error).to.have.property('type', 'transport');
      if (delay === undefined) expect(error).not.to.have.property('delay');
      else expect(error).to.have.property('delay', delay);
    });

  it('compares a date with the clock of the scheduler', () => {
    const scheduler = new VirtualTimeScheduler();
    scheduler.frame = 2000;
    const frame = {
      type: 'error',
      status: 503,
      error: { message: 'busy' },
      headers: { 'retry-after': 'Thu, 01 Jan 1970 00:00:07 GMT' },
    };
    expect(syncOutcome(of(frame).pipe(failOnErrorFrame({ url, scheduler }))).error).to.have.property('delay', 5000);
  });

  it('makes a connection that is an hour old an error that a new one helps, whatever the status and the delay', () => {
    const frame = {
      type: 'error',
      status: 400,
      error: { type: 'invalid_request_error', code: 'websocket_connection_limit_reached', message: 'an hour is over' },
      headers: { 'retry-after': '60' },
    };
    expect(outcomeOf(frame).error).to.deep.equal({
      type: 'retryable',
      detail: 'an hour is over',
      code: 'websocket_connection_limit_reached',
    });
  });

  it('makes a forgotten answer an error that asking in full helps', () => {
    const frame = { type: 'error', status: 404, error: { code: 'previous_response_not_found', message: 'gone' } };
    expect(outcomeOf(frame).error).to.deep.equal({
      type: 'retryable',
      detail: 'gone',
      code: 'previous_response_not_found',
    });
  });

  const passing: readonly unknown[] = [
    { type: 'response.created' },
    { type: 'error', error: { message: 'no status' } },
    { type: 'response.failed', status: 500, error: { message: 'no error frame' } },
    ['error'],
    'error',
    null,
    undefined,
  ];
  for (const frame of passing)
    it(`passes ${JSON.stringify(frame)} as it is`, () => {
      expect(outcomeOf(frame)).to.deep.equal({ values: [frame], end: 'complete' });
    });

  it('fails all the same where the frame is too deep to be written as text', () => {
    const deep: unknown = JSON.parse('['.repeat(50_000) + ']'.repeat(50_000));
    const frame = { type: 'error', status: 500, error: { message: 'deep' }, more: deep };
    expect(outcomeOf(frame).error).to.have.nested.include({ 'error.status': 500, 'error.body': '' });
  });
});
