import { itReads, type Row } from './itReads.js';
import { begin, call, delta, event, finish, message, start, text, tool } from './messagesWire.js';

const half = start() + begin(0, { type: 'text', text: '' }) + delta(0, { type: 'text_delta', text: 'Half' });
const failing = (type: string, more: object = {}) =>
  half + event({ type: 'error', error: { details: null, type, message: 'No.', ...more }, request_id: 'req_1' });

const ROWS: Readonly<Record<string, Row>> = {
  'message_start twice with one id': {
    body: start() + start() + text(0, 'a') + finish('end_turn'),
    items: [message('a')],
  },
  'message_start of another answer': {
    body: half + start({ id: 'msg_2' }),
    text: 'Half',
    error: { type: 'stream', reason: 'malformed' },
  },
  'a block that never stops': {
    body: half + finish('end_turn'),
    items: [message('Half')],
    completed: { status: 'completed' },
  },
  'the end of the body before message_stop': {
    body: half,
    error: { type: 'stream', reason: 'truncated' },
    text: 'Half',
  },
  'the end of the body behind message_delta': {
    body: start() + text(0, 'a') + finish('end_turn').replace(/event: message_stop[^]*$/, ''),
    error: { type: 'stream', reason: 'truncated' },
  },
  'the end of the body before the first piece of an input': {
    body: start() + begin(0, tool('t1')),
    items: [],
    error: { type: 'stream', reason: 'truncated' },
  },
  'the end of the body behind a whole input': {
    body: start() + begin(0, tool('t1')) + delta(0, { type: 'input_json_delta', partial_json: '{"a":1}' }),
    items: [call('t1', '{"a":1}')],
    error: { type: 'stream', reason: 'truncated' },
  },
  'an error behind text, overloaded': {
    body: failing('overloaded_error'),
    text: 'Half',
    items: [message('Half')],
    error: { type: 'server_overloaded', code: 'overloaded_error', detail: 'No.' },
  },
  'an error of the server': {
    body: failing('api_error'),
    error: { type: 'retryable', code: 'api_error', status: 500 },
  },
  'a time limit of the server': { body: failing('timeout_error'), error: { type: 'retryable', status: 504 } },
  'a rate limit': { body: failing('rate_limit_error'), error: { type: 'rate_limit' } },
  'a spend limit, which waiting does not lift': {
    body: failing('rate_limit_error', { details: { error_code: 'enforced_spend_limit_reached' } }),
    error: { type: 'quota_exceeded' },
  },
  'a refusal of the key': { body: failing('authentication_error'), error: { type: 'unauthorized' } },
  'a missing permission': { body: failing('permission_error'), error: { type: 'api', status: 403 } },
  'a request that is too large': { body: failing('request_too_large'), error: { type: 'api', status: 413 } },
  'an invalid request': { body: failing('invalid_request_error'), error: { type: 'invalid_request' } },
  'an error in the place of a stream': {
    body: JSON.stringify({ type: 'error', error: { type: 'overloaded_error', message: 'No.' }, request_id: 'req_1' }),
    error: { type: 'server_overloaded' },
  },
};

describe('MessagesClient, on streams that fail', () => itReads('messages', ROWS));
