import { line, HEAD, chunk, last, message, failed, half } from './geminiWire.js';
import { itReads, type Row } from './itReads.js';

const ROWS: Readonly<Record<string, Row>> = {
  'ratings of the prompt, which are no block': {
    body: line({ promptFeedback: { safetyRatings: [] }, ...HEAD }),
    error: { type: 'stream', reason: 'truncated' },
  },
  'the end of the body without a finish reason': {
    body: half,
    text: 'Half',
    error: { type: 'stream', reason: 'truncated' },
  },
  'the end of the body inside a call in pieces': {
    body: half + chunk([{ functionCall: { name: 'f', willContinue: true } }]),
    items: [message('Half')],
    error: { type: 'stream', reason: 'truncated' },
  },
  'a call that the model wrote wrongly': {
    body: half + last('MALFORMED_FUNCTION_CALL', { finishMessage: 'print(' }),
    error: { type: 'retryable', code: 'MALFORMED_FUNCTION_CALL', detail: 'print(' },
  },
  'an error behind text': {
    body: half + line(failed(503, 'UNAVAILABLE')),
    text: 'Half',
    error: { type: 'server_overloaded', detail: 'No.' },
  },
  'an error behind text, in a list': {
    body: half + line([failed(500, 'INTERNAL')]),
    error: { type: 'retryable', status: 500 },
  },
  'an error between the events, indented': {
    body: `${half}${last('STOP')}${JSON.stringify(failed(499, 'CANCELLED'), null, 2)}\r\n`,
    error: { type: 'api', status: 499 },
  },
  'an error between the events, on one line': {
    body: `${half}${last('STOP')}${JSON.stringify(failed(503, 'UNAVAILABLE'))}\r\n`,
    error: { type: 'server_overloaded' },
  },
  'an error between the events, in a list on one line without its line end': {
    body: `${half}${last('STOP')}${JSON.stringify([failed(503, 'UNAVAILABLE')])}`,
    error: { type: 'server_overloaded' },
  },
  'a deadline': { body: half + line(failed(504, 'DEADLINE_EXCEEDED')), error: { type: 'retryable', status: 504 } },
  'an error in the place of a stream': {
    body: JSON.stringify(
      [failed(429, 'RESOURCE_EXHAUSTED', { details: [{ '@type': 'x/google.rpc.RetryInfo', retryDelay: '34.4s' }] })],
      null,
      2,
    ),
    error: { type: 'rate_limit', delay: 34_400 },
  },
};

describe('GeminiClient, on streams that fail', () => itReads('gemini', ROWS));
