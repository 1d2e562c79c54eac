import { expect } from 'chai';
import { CHAT_DONE, chatFinish, failed, sse } from 'codex-rx/testing';
import { completes, fails, perWire, type Expectation, type Faults } from '../Fault.js';
import { halfOf, TWO, wholeOf } from '../wires.js';
import { between, body, completedOf, either, halfAnd, open } from './bodies.js';

const truncated = fails('stream', { says: /stream closed before/, text: TWO });
const skipping = (count: number): Expectation =>
  completes({ check: ({ telemetry }) => expect(telemetry.skipped, 'reports').to.have.length(count) });

const finished = (finish_reason: string, more: Partial<Expectation> = {}): Expectation => ({
  end: 'incomplete',
  text: TWO,
  check: (played) => expect(completedOf(played)).to.include({ finish_reason }),
  ...more,
});
const incomplete = (reason: string): string =>
  sse({ type: 'response.incomplete', response: { id: 'resp_1', incomplete_details: { reason } } });

/** Faults of how an answer ends, in bytes that arrive as they should. */
export const endings: Faults = {
  'done-missing': body((wire) => wholeOf(wire).replace(CHAT_DONE, '')),
  'terminal-missing': body((wire) => halfOf(wire), truncated),
  'terminal-duplicate': body((wire) => wholeOf(wire) + wire.terminal + wire.terminal),
  'event-after-terminal': body((wire) => wholeOf(wire) + wire.delta('too late')),
  'error-after-terminal': body((wire) => `${wholeOf(wire)}event: error\ndata: {"error":{"message":"late"}}\n\n`),
  'half-frame-at-eof': body(
    halfAnd((wire) => wire.delta('lost').slice(0, -10)),
    {
      ...truncated,
      check: ({ telemetry }) => expect(telemetry.skipped).to.have.length(1),
    },
  ),
  'malformed-json-frame': body(
    between(() => 'data: {"type": oops}\n\n'),
    skipping(1),
  ),
  'error-event-flat': open(
    halfAnd(() => 'event: error\ndata: {"type":"error","code":"server_error","message":"out of luck"}\n\n'),
    fails('retryable', { says: /out of luck/, text: TWO }),
  ),
  'error-event-nested': open(
    halfAnd(() => sse({ type: 'error', error: { code: 'insufficient_quota', message: 'out of money' } })),
    fails('quota_exceeded', { says: /out of money/, text: TWO }),
  ),
  'error-data-object': open(
    halfAnd(() => `data: {"error":{"code":400,"message":"out of luck"}}\n\n${CHAT_DONE}`),
    fails('invalid_request', {
      says: /^invalid request: out of luck$/,
      text: TWO,
      check: ({ error }) => expect(error).to.include({ status: 400 }),
    }),
  ),
  'error-field-line': open(
    halfAnd(() => 'error: {"code":500,"message":"out of luck"}\n\n'),
    fails('retryable', { says: /out of luck/, text: TWO }),
  ),
  'raw-json-mid-stream': body(
    halfAnd(() => '{"error":{"message":"upstream went away","code":502}}'),
    fails('retryable', { says: /upstream went away/, text: TWO }),
  ),
  'html-mid-stream': body(
    halfAnd(() => '<html><body><h1>504 Gateway Time-out</h1></body></html>\n'),
    truncated,
  ),
  'response-failed': open(
    halfAnd(either(sse(failed('server_error', 'out of luck')), sse(chatFinish('error')) + CHAT_DONE)),
    perWire(
      fails('retryable', { says: /out of luck/, text: TWO }),
      fails('retryable', { says: /finish_reason "error"/, text: TWO }),
    ),
  ),
  'response-failed-rate-limit': open(
    halfAnd(
      either(
        sse(failed('rate_limit_exceeded', 'Please try again in 0.2s')),
        sse({ error: { code: 'rate_limit_exceeded', message: 'Please try again in 0.2s' } }),
      ),
    ),
    fails('rate_limit', { text: TWO, check: ({ error }) => expect(error).to.include({ delay: 200 }) }),
  ),
  'response-failed-context': open(
    halfAnd(
      either(
        sse(failed('context_length_exceeded', 'too long')),
        sse({ error: { code: 'context_length_exceeded', message: 'too long' } }),
      ),
    ),
    fails('context_window_exceeded', { says: /too long/, text: TWO }),
  ),
  'response-incomplete': open(
    halfAnd(either(incomplete('max_output_tokens'), sse(chatFinish('length')) + CHAT_DONE)),
    perWire(finished('max_output_tokens'), finished('length')),
  ),
  'content-filter': open(
    halfAnd(either(incomplete('content_filter'), sse(chatFinish('content_filter')) + CHAT_DONE)),
    finished('content_filter'),
  ),
};
