import { expect } from 'chai';
import { apiError } from '../../lib/protocol/errors/ApiError.js';
import { logAbove, type Logger, type LogLevel } from '../../lib/telemetry/Logger.js';
import { logTelemetry } from '../../lib/telemetry/logTelemetry.js';
import type { CallReport, CallTelemetry } from '../../lib/telemetry/Telemetry.js';

const report: CallReport = {
  api: 'responses',
  provider: 'openai',
  baseUrl: 'https://api.test/v1',
  body: { model: 'gpt-5.1', input: 'the question' },
  redact: (text) => text.replaceAll('sk-secret', '[redacted]'),
};

const recordLog = () => {
  const lines: string[] = [];
  const logger: Logger = logAbove('debug', (level, message) => lines.push(`${level}: ${message}`));
  const telemetry = logTelemetry(logger);
  const begin = (more: Partial<CallReport> = {}): CallTelemetry => {
    const call = telemetry.onCall?.({ ...report, ...more });
    if (call === undefined) throw new Error('a log has hooks for every call');
    lines.length = 0;
    return call;
  };
  return { lines, telemetry, begin };
};

const busy = apiError({ type: 'server_overloaded' }, { requestId: 'req_1' });

describe('a log', () => {
  it('numbers calls, and names the model, the provider and the API', () => {
    const { lines, telemetry } = recordLog();
    telemetry.onCall?.(report);
    telemetry.onCall?.({ api: 'models', provider: 'local', baseUrl: 'http://127.0.0.1', redact: (text) => text });
    expect(lines).to.deep.equal([
      'debug: call 1: responses gpt-5.1 at openai: begun, https://api.test/v1',
      'debug: call 2: models at local: begun, http://127.0.0.1',
    ]);
  });

  it('continues counting where several clients share one log', () => {
    const lines: string[] = [];
    const logger = logAbove('debug', (_level, message) => lines.push(message.slice(0, 'call 1'.length)));
    for (let client = 0; client < 2; client++) logTelemetry(logger).onCall?.(report);
    expect(lines).to.deep.equal(['call 1', 'call 2']);
  });

  it('has a line for each attempt, retry and skipped frame', () => {
    const { lines, begin } = recordLog();
    const call = begin();
    call.onRequest?.({ attempt: 0, status: 503, error: busy, duration: 12.4 });
    call.onRequest?.({ attempt: 1, error: busy, duration: 3 });
    call.onRetry?.({ retry: 1, delay: 200, error: busy });
    call.onSkipped?.({ reason: 'not JSON', excerpt: ': ping' });
    expect(lines).to.deep.equal([
      'debug: call 1: responses gpt-5.1 at openai: attempt 0: 503 after 12 ms',
      `debug: call 1: responses gpt-5.1 at openai: attempt 1: ${busy.message} after 3 ms`,
      `warn: call 1: responses gpt-5.1 at openai: retry 1 in 200 ms: ${busy.message} (request req_1)`,
      'warn: call 1: responses gpt-5.1 at openai: skipped a frame: not JSON: : ping',
    ]);
  });

  const token_usage = {
    input_tokens: 7,
    cached_input_tokens: 0,
    output_tokens: 3,
    reasoning_output_tokens: 0,
    total_tokens: 10,
  };

  it('writes how a call ended: completed', () => {
    const { lines, begin } = recordLog();
    const call = begin();
    call.onEvent?.({ type: 'completed', response_id: 'resp_1', token_usage, status: 'completed' });
    call.onEnd?.({ outcome: 'completed', duration: 812, firstEventAfter: 90 });
    expect(lines).to.deep.equal([
      'info: call 1: responses gpt-5.1 at openai: completed after 812 ms, first event after 90 ms, 7 tokens in, 3 out',
    ]);
  });

  it('writes how a call ended: failed, cancelled', () => {
    const { lines, begin } = recordLog();
    begin().onEnd?.({ outcome: 'failed', error: busy, duration: 6 });
    expect(lines).to.deep.equal([
      `error: call 1: responses gpt-5.1 at openai: failed after 6 ms: ${busy.message} (request req_1)`,
    ]);
    begin().onEnd?.({ outcome: 'cancelled', duration: 7 });
    expect(lines).to.deep.equal(['debug: call 2: responses gpt-5.1 at openai: cancelled after 7 ms']);
  });

  it("masks a key that a server gives as a reason, and keeps a server's line breaks out", () => {
    const { lines, begin } = recordLog();
    const call = begin();
    const reason = { finish_reason: 'sk-secret\nerror: forged', status: 'incomplete' } as const;
    call.onEvent?.({ type: 'completed', response_id: '', token_usage: null, ...reason });
    call.onEnd?.({ outcome: 'completed', duration: 5 });
    expect(lines).to.deep.equal([
      'warn: call 1: responses gpt-5.1 at openai: cut short after 5 ms ([redacted] error: forged)',
    ]);
  });

  it('writes a change to another provider', () => {
    const { lines, telemetry } = recordLog();
    telemetry.onFailOver?.({ from: 'openai', to: 'local', error: busy, expected: false });
    expect(lines).to.deep.equal([`warn: openai failed, asking local: ${busy.message} (request req_1)`]);
  });

  it('C5 writes an expected change from a WebSocket to HTTP as information', () => {
    const { lines, telemetry } = recordLog();
    telemetry.onFailOver?.({ from: 'openai (websocket)', to: 'openai', error: busy, expected: true });
    expect(lines).to.deep.equal([
      `info: openai (websocket) cannot be used, sending over HTTP: ${busy.message} (request req_1)`,
    ]);
  });
});

describe('logAbove', () => {
  const written = (lowest: LogLevel): string => {
    const levels: string[] = [];
    const logger = logAbove(lowest, (level) => levels.push(level));
    for (const level of ['debug', 'info', 'warn', 'error'] as const) logger[level]('x');
    return levels.join(' ');
  };

  it('writes its grade and all above', () => {
    expect(written('debug')).to.equal('debug info warn error');
    expect(written('info')).to.equal('info warn error');
    expect(written('warn')).to.equal('warn error');
    expect(written('error')).to.equal('error');
  });
});
