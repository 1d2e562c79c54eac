import type { AnswerEvent, ToolCall } from '../../lib/answer/AnswerEvent.js';
import { apiError } from '../../lib/protocol/errors/ApiError.js';
import { apiErrorData } from '../../lib/protocol/errors/apiErrorData.js';
import type { ResponseItem } from '../../lib/protocol/ResponseItem.js';

export const text = (delta: string): AnswerEvent => ({ type: 'output_text_delta', delta });
export const thought = (delta: string): AnswerEvent => ({ type: 'reasoning_content_delta', delta, content_index: 0 });
export const done = (item: ResponseItem): AnswerEvent => ({ type: 'output_item_done', item });
export const said = (content: string): Extract<ResponseItem, { type: 'message' }> => ({
  type: 'message',
  role: 'assistant',
  content: [{ type: 'output_text', text: content }],
});
export const over: AnswerEvent = {
  type: 'completed',
  response_id: 'resp_1',
  token_usage: {
    input_tokens: 3,
    cached_input_tokens: 1,
    output_tokens: 2,
    reasoning_output_tokens: 1,
    total_tokens: 5,
  },
  status: 'completed',
};
export const call = {
  type: 'function_call',
  call_id: 'call_1',
  name: 'weather',
  arguments: '{"city":"Paris"}',
} as const satisfies ToolCall;
export const custom: ToolCall = { type: 'custom_tool_call', call_id: 'call_2', name: 'patch', input: '*** Begin' };
const state: ResponseItem = {
  type: 'reasoning',
  id: 'rs_1',
  summary: [{ type: 'summary_text', text: 'Hm.' }],
  encrypted_content: 'gAAA',
  origin: 'api.openai.com',
};
export const lost = apiError({ type: 'stream', reason: 'idle', detail: 'idle timeout waiting for SSE' });

const created: AnswerEvent = { type: 'created' };
const asked: readonly AnswerEvent[] = [
  { type: 'output_item_added', item: { ...call, arguments: '' } },
  { type: 'tool_call_input_delta', delta: '{"city":', call_id: 'call_1' },
  { type: 'tool_call_input_delta', delta: '"Paris"}', call_id: 'call_1' },
  done(call),
];

/** Answers of every form that the operators of this library give. */
export const ANSWERS: Readonly<Record<string, readonly AnswerEvent[]>> = {
  'text in deltas': [created, text('He'), text('llo'), done(said('Hello')), over],
  'text that only the item has': [created, done(said('Hello')), over],
  'text whose item never ends': [created, text('Hello'), over],
  'two messages of an answer': [text('A'), done(said('A')), text('B'), done(said('B')), over],
  'reasoning, then text': [thought('Hm'), thought('.'), text('Hello'), done(said('Hello')), over],
  'a summary with opaque state': [
    { type: 'reasoning_summary_delta', delta: 'Hm.', summary_index: 0 },
    done(state),
    text('Hello'),
    done(said('Hello')),
    over,
  ],
  'opaque state without a word': [done({ ...state, summary: [] }), text('Hello'), done(said('Hello')), over],
  'a refusal': [{ type: 'refusal_delta', delta: 'No.' }, over],
  'a call that nobody runs': [...asked, over],
  'a tool loop': [
    created,
    text('I look.'),
    done(said('I look.')),
    ...asked,
    over,
    { type: 'tool_started', call },
    { type: 'tool_progress', call, output: 'asking' },
    { type: 'tool_finished', call, output: 'It rains.', outcome: 'ok' },
    created,
    text('It rains.'),
    done(said('It rains.')),
    over,
  ],
  'a tool that fails, and one that is refused': [
    ...asked,
    done(custom),
    over,
    { type: 'tool_finished', call, output: 'no such city', outcome: 'failed' },
    { type: 'tool_finished', call: custom, output: 'refused', outcome: 'refused' },
    text('Sorry.'),
    done(said('Sorry.')),
    over,
  ],
  'one id for the calls of two steps': [
    ...asked,
    over,
    { type: 'tool_finished', call, output: 'rain', outcome: 'ok' },
    ...asked,
    over,
    { type: 'tool_finished', call, output: 'sun', outcome: 'ok' },
    text('Mixed.'),
    done(said('Mixed.')),
    over,
  ],
  'a picture as the output of a tool': [
    ...asked,
    over,
    {
      type: 'tool_finished',
      call,
      output: [
        { type: 'input_text', text: 'a map' },
        { type: 'input_image', image_url: 'data:image/png;base64,AAAA' },
      ],
      outcome: 'ok',
    },
    text('See.'),
    done(said('See.')),
    over,
  ],
  'a retry in the middle of a text': [
    text('Hel'),
    { type: 'reset', attempt: 1, max: 5, delay: 200, error: apiErrorData(lost) },
    text('Hello'),
    done(said('Hello')),
    over,
  ],
  'events that AG-UI does not have': [
    { type: 'server_model', model: 'm' },
    created,
    { type: 'hosted_tool_progress', tool: 'web_search', status: 'searching', item_id: 'ws_1' },
    done({ type: 'web_search_call', id: 'ws_1', status: 'completed' }),
    { type: 'other', raw: { type: 'response.brand_new' } },
    text('Hello'),
    done(said('Hello')),
    over,
  ],
  'an answer that a limit cut off': [
    text('Hel'),
    { type: 'completed', response_id: 'r', token_usage: null, status: 'incomplete', finish_reason: 'length' },
  ],
};
