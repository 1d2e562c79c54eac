import { expect } from 'chai';
import { CHAT_DONE, chatFinish, failed, sse } from 'codex-rx/testing';
import { completes, fails, perWire, type Expectation, type Fault, type Faults } from '../Fault.js';
import { halfOf, TEXT, TWO, wholeOf } from '../wires.js';
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

/** The row with a body that ends: over Gemini, nothing else ends an answer. */
const endedOverGemini = (fault: Fault): Fault => ({
  ...fault,
  over: {
    gemini: {
      play: async (exchange, wire) => {
        await fault.play(exchange, wire);
        await exchange.end();
      },
    },
  },
});

const messagesEnd = (stop_reason: string): string =>
  sse({ type: 'message_delta', delta: { stop_reason }, usage: {} }, { type: 'message_stop' });
const geminiEnd = (finishReason: string): string => sse({ candidates: [{ finishReason }] });

/** Faults of how an answer ends, in bytes that arrive as they should. */
export const endings: Faults = {
  'done-missing': body((wire) => wholeOf(wire).replace(CHAT_DONE, '')),
  'terminal-missing': body((wire) => halfOf(wire), truncated),
  'terminal-duplicate': body((wire) => wholeOf(wire) + wire.terminal + wire.terminal),
  // Over Gemini, a finish reason may be followed by further parts, which belong to the answer.
  'event-after-terminal': {
    ...body((wire) => wholeOf(wire) + wire.delta('too late')),
    over: { gemini: { expect: completes({ text: `${TEXT}too late` }) } },
  },
  'error-after-terminal': {
    ...body((wire) => `${wholeOf(wire)}event: error\ndata: {"error":{"message":"late"}}\n\n`),
    over: { gemini: { expect: fails('retryable', { says: /late/, text: TEXT }) } },
  },
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
    halfAnd(
      either({
        responses: sse(failed('server_error', 'out of luck')),
        chat: sse(chatFinish('error')) + CHAT_DONE,
        messages: sse({ type: 'error', error: { type: 'api_error', message: 'out of luck' } }),
        gemini: sse({ error: { code: 500, message: 'out of luck', status: 'INTERNAL' } }),
      }),
    ),
    perWire({
      responses: fails('retryable', { says: /out of luck/, text: TWO }),
      chat: fails('retryable', { says: /finish_reason "error"/, text: TWO }),
      messages: fails('retryable', { says: /out of luck/, text: TWO }),
      gemini: fails('retryable', { says: /out of luck/, text: TWO }),
    }),
  ),
  'response-failed-rate-limit': open(
    halfAnd(
      either({
        responses: sse(failed('rate_limit_exceeded', 'Please try again in 0.2s')),
        chat: sse({ error: { code: 'rate_limit_exceeded', message: 'Please try again in 0.2s' } }),
        messages: sse({ type: 'error', error: { type: 'rate_limit_error', message: 'Please try again in 0.2s' } }),
        gemini: sse({
          error: { code: 429, status: 'RESOURCE_EXHAUSTED', message: 'Slow down.', details: [{ retryDelay: '0.2s' }] },
        }),
      }),
    ),
    fails('rate_limit', { text: TWO, check: ({ error }) => expect(error).to.include({ delay: 200 }) }),
  ),
  'response-failed-context': open(
    halfAnd(
      either({
        responses: sse(failed('context_length_exceeded', 'too long')),
        chat: sse({ error: { code: 'context_length_exceeded', message: 'too long' } }),
        messages: sse({
          type: 'error',
          error: { type: 'invalid_request_error', message: 'prompt is too long: 2 tokens > 1 maximum' },
        }),
        gemini: sse({
          error: { code: 400, status: 'INVALID_ARGUMENT', message: 'The input token count (2) is too long.' },
        }),
      }),
    ),
    fails('context_window_exceeded', { says: /too long/, text: TWO }),
  ),
  'response-incomplete': endedOverGemini(
    open(
      halfAnd(
        either({
          responses: incomplete('max_output_tokens'),
          chat: sse(chatFinish('length')) + CHAT_DONE,
          messages: messagesEnd('max_tokens'),
          gemini: geminiEnd('MAX_TOKENS'),
        }),
      ),
      perWire({
        responses: finished('max_output_tokens'),
        chat: finished('length'),
        messages: finished('max_tokens'),
        gemini: finished('MAX_TOKENS'),
      }),
    ),
  ),
  'content-filter': endedOverGemini(
    open(
      halfAnd(
        either({
          responses: incomplete('content_filter'),
          chat: sse(chatFinish('content_filter')) + CHAT_DONE,
          messages: messagesEnd('refusal'),
          gemini: geminiEnd('SAFETY'),
        }),
      ),
      perWire({
        responses: finished('content_filter'),
        chat: finished('content_filter'),
        messages: finished('refusal'),
        gemini: finished('SAFETY'),
      }),
    ),
  ),
};
