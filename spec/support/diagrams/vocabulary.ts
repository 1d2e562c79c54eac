import { apiError, type ApiError } from '../../../lib/protocol/errors/ApiError.js';
import type { ResponseEvent } from '../../../lib/protocol/ResponseEvent.js';
import type { SseFrame } from '../../../lib/protocol/SseFrame.js';
import { reset } from '../../../lib/testing/virtualTransport.js';
import * as wire from '../../../lib/testing/wire.js';

const textDelta = (delta: string): ResponseEvent => ({ type: 'output_text_delta', delta });

const httpError = (status: number): ApiError =>
  apiError({ type: 'transport', error: { type: 'http', status, headers: {}, body: '', url: 'https://virtual.test/' } });

/** Events and errors by name. The fixtures of a diagram may override them. */
export const words: Readonly<Record<string, unknown>> = {
  created: { type: 'created' },
  text: textDelta('text'),
  completed: { type: 'completed', response_id: 'resp_1', token_usage: null, status: 'completed' },
  stream: apiError({ type: 'stream', reason: 'truncated', detail: 'the stream broke' }),
  quota_exceeded: apiError({ type: 'quota_exceeded' }),
  server_overloaded: apiError({ type: 'server_overloaded' }),
  'http 401': httpError(401),
  'http 500': httpError(500),
  'http 503': httpError(503),
  TypeError: new TypeError('x is not a function'),
};

/** Payloads that a server sends for the events of the same names. */
export const payloads: Readonly<Record<string, object>> = {
  created: wire.created(),
  text: wire.textDelta('text'),
  completed: wire.completed(),
};

/** Error of a `#` without a name. */
export const error = reset();

/** Conversions of letters and texts in lanes whose name ends with this word. In other lanes they stay text. */
export const readers: Readonly<Record<string, (text: string) => unknown>> = {
  bytes: wire.bytes,
  events: textDelta,
  frames: (data): SseFrame => ({ event: 'message', data }),
  json: (text): unknown => JSON.parse(text),
};
