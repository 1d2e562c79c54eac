import { itReads, type Row } from './itReads.js';
import {
  begin,
  block,
  call,
  delta,
  event,
  finish,
  json,
  message,
  ping,
  raw,
  start,
  stop,
  text,
  thought,
  tool,
} from './messagesWire.js';

const search = { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: {} };
const found = { type: 'web_search_tool_result', tool_use_id: 'srvtoolu_1', content: [{ encrypted_content: 'e' }] };
const refused = {
  ...found,
  content: { type: 'web_search_tool_result_error', error_code: 'max_uses_exceeded' },
};
const citation = (place: number) => ({ type: 'char_location', cited_text: 'x', start_char_index: place });
const ROWS: Readonly<Record<string, Row>> = {
  'pings everywhere, and more than one message_delta': {
    body:
      start() +
      ping +
      begin(0, { type: 'text', text: '' }) +
      ping +
      delta(0, { type: 'text_delta', text: 'é😀' }) +
      ping +
      stop(0) +
      ping +
      event({ type: 'message_delta', delta: { stop_reason: null }, usage: { output_tokens: 3 } }) +
      ping +
      finish('end_turn', { usage: { output_tokens: 5 } }),
    text: 'é😀',
    completed: { status: 'completed', finish_reason: 'end_turn' },
  },
  'the type in the data, where the event has another name or none': {
    body: (start() + text(0, 'a') + finish('end_turn')).replaceAll(/^event: .*$/gm, 'event: message'),
    items: [message('a')],
  },
  'data without the name of the event, and CRLF': {
    body: (start() + text(0, 'a') + finish('end_turn')).replaceAll(/^event: .*\n/gm, '').replaceAll('\n', '\r\n'),
    items: [message('a')],
  },
  'the sentinel of a gateway behind the end': {
    body: `${start()}${text(0, 'a')}${finish('end_turn')}data: [DONE]\n\n`,
    completed: { status: 'completed' },
  },
  'no blank line behind message_stop': {
    body: (start() + text(0, 'a') + finish('end_turn')).trimEnd(),
    completed: { status: 'completed' },
  },
  'thinking, redacted thinking, thinking without text, then a call': {
    body:
      start() +
      block(
        0,
        { type: 'thinking', thinking: '', signature: '' },
        { type: 'thinking_delta', thinking: 'H', estimated_tokens: 4 },
        { type: 'thinking_delta', thinking: '' },
        { type: 'thinking_delta', thinking: 'm' },
        { type: 'signature_delta', signature: 'c2ln' },
      ) +
      block(1, { type: 'redacted_thinking', data: 'ZGF0YQ==' }) +
      block(2, { type: 'thinking', thinking: '', signature: '' }, { type: 'signature_delta', signature: 'b25l' }) +
      block(3, tool('t1'), ...json('', '{"a"', ': 1}')) +
      finish('tool_use'),
    items: [
      thought('Hm', 'c2ln'),
      { type: 'reasoning', id: '', summary: [], content: [], redacted_data: 'ZGF0YQ==' },
      thought('', 'b25l'),
      call('t1', '{"a": 1}'),
    ],
    completed: { status: 'completed', finish_reason: 'tool_use' },
  },
  'text and calls in turn: each run of text is a message of its own': {
    body:
      start() +
      text(0, 'a') +
      text(1, 'b') +
      block(2, tool('t1')) +
      text(3, 'c') +
      block(4, tool('t2'), ...json('')) +
      finish('tool_use'),
    items: [message('a', 'b'), call('t1', '{}'), message('c'), call('t2', '{}')],
  },
  'a call that never stops before other blocks': {
    body: start() + begin(0, tool('t1')) + text(1, 'a') + block(2, tool('t2')) + finish('tool_use'),
    items: [call('t1', '{}'), message('a'), call('t2', '{}')],
  },
  'blocks that overlap': {
    body:
      start() +
      begin(0, tool('t1')) +
      begin(1, tool('t2')) +
      delta(1, { type: 'input_json_delta', partial_json: '{"b":1}' }) +
      delta(0, { type: 'input_json_delta', partial_json: '{"a":1}' }) +
      stop(0) +
      stop(1) +
      finish('tool_use'),
    items: [call('t1', '{"a":1}'), call('t2', '{"b":1}')],
  },
  'server tools between texts, with a result and with an error at status 200': {
    body:
      start() +
      text(0, 'Let me look.') +
      block(1, search, ...json('{"query"', ':"tides"}')) +
      block(2, found) +
      block(3, refused) +
      text(4, 'Done.') +
      finish('end_turn'),
    items: [
      message('Let me look.'),
      raw({ ...search, input: { query: 'tides' } }),
      raw(found),
      raw(refused),
      message('Done.'),
    ],
  },
  'citations: each block keeps its own': {
    body:
      start() +
      text(0, 'See ') +
      block(
        1,
        { type: 'text', text: '', citations: [] },
        { type: 'citations_delta', citation: citation(1) },
        { type: 'text_delta', text: 'this' },
        { type: 'citations_delta', citation: citation(2) },
      ) +
      block(2, { type: 'text', text: '.', citations: null }) +
      finish('end_turn'),
    text: 'See this.',
    items: [message('See ', { text: 'this', citations: [citation(1), citation(2)] }, '.')],
  },
  'blocks of text without text': {
    body: start() + text(0) + text(1, '', '') + text(2, 'a') + text(3) + finish('end_turn'),
    items: [message('a')],
  },
  'nothing but an empty text': {
    body: start() + text(0) + finish('end_turn'),
    items: [],
    completed: { status: 'completed' },
  },
  'blocks, deltas and events of a later version': {
    body:
      start() +
      event({ type: 'future_event' }) +
      block(0, { type: 'future_block', payload: 'keep' }, { type: 'future_delta', x: 1 }) +
      block(1, { type: 'text', text: '' }, { type: 'future_delta' }, { type: 'text_delta', text: 'a' }) +
      finish('end_turn'),
    items: [raw({ type: 'future_block', payload: 'keep' }), message('a')],
  },
  'a call whose input is in its start, as gateways send it': {
    body: start() + block(0, tool('t1', { input: { a: [1] } })) + finish('tool_use'),
    items: [call('t1', '{"a":[1]}')],
  },
  'a call from inside a program, whole in message_start': {
    body:
      start({
        content: [tool('t1', { input: { a: 1 }, caller: { type: 'code_execution_20250825', tool_id: 'srvtoolu_1' } })],
        stop_reason: 'tool_use',
      }) + event({ type: 'message_stop' }),
    items: [call('t1', '{"a":1}', { caller: { type: 'code_execution_20250825', tool_id: 'srvtoolu_1' } })],
    completed: { status: 'completed', finish_reason: 'tool_use' },
  },
  'max_tokens inside the input of a call': {
    body: start() + block(0, tool('t1'), ...json('{"a": "Par')) + finish('max_tokens'),
    completed: { status: 'incomplete', finish_reason: 'max_tokens' },
  },
  'a refusal after half a sentence': {
    body:
      start() +
      text(0, 'I can') +
      finish('refusal', { delta: { stop_reason: 'refusal', stop_details: { category: 'bio' } } }),
    completed: { status: 'incomplete', finish_reason: 'refusal' },
  },
  'a pause: the answer is whole for now, and goes on': {
    body: start() + block(0, search, ...json('{"query":"tides"}')) + finish('pause_turn'),
    items: [raw({ ...search, input: { query: 'tides' } })],
    completed: { status: 'completed', finish_reason: 'pause_turn', end_turn: false },
  },
  'a compaction, of which null is no text': {
    body:
      start() +
      block(
        0,
        { type: 'compaction', content: null },
        { type: 'compaction_delta', content: 'So far: ', encrypted_content: null },
        { type: 'compaction_delta', content: 'x' },
      ) +
      block(1, { type: 'compaction', content: null }, { type: 'compaction_delta', content: null }) +
      finish('compaction'),
    items: [raw({ type: 'compaction', content: 'So far: x' }), raw({ type: 'compaction', content: null })],
    text: '',
    completed: { status: 'incomplete', finish_reason: 'compaction' },
  },
  'another model that took over': {
    body: start() + block(0, { type: 'fallback', to: { model: 'claude-2' } }) + text(1, 'a') + finish('end_turn'),
    items: [raw({ type: 'fallback', to: { model: 'claude-2' } }), message('a')],
  },
  'usage as totals, of which null changes nothing': {
    body:
      start({
        usage: { input_tokens: 10, cache_creation_input_tokens: 5, cache_read_input_tokens: null, output_tokens: 1 },
      }) +
      finish('end_turn', {
        usage: {
          input_tokens: null,
          cache_read_input_tokens: 7,
          output_tokens: 20,
          output_tokens_details: { thinking_tokens: 3 },
          server_tool_use: { web_search_requests: 1 },
          iterations: [{ input_tokens: 1000 }],
        },
      }),
    completed: {
      token_usage: {
        input_tokens: 22,
        cached_input_tokens: 7,
        output_tokens: 20,
        reasoning_output_tokens: 3,
        total_tokens: 42,
        cache_write_input_tokens: 5,
        raw: {
          input_tokens: 10,
          cache_creation_input_tokens: 5,
          cache_read_input_tokens: 7,
          output_tokens: 20,
          output_tokens_details: { thinking_tokens: 3 },
          server_tool_use: { web_search_requests: 1 },
          iterations: [{ input_tokens: 1000 }],
        },
      },
    },
  },
};

describe('MessagesClient, on answers of every kind', () => itReads('messages', ROWS));
