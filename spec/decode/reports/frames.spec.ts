import { expect } from 'chai';
import { answerFold } from '../../../lib/answer/answerFold.js';
import { responsesDecoder } from '../../../lib/decode/responses/responsesDecoder.js';
import { apiError } from '../../../lib/protocol/errors/ApiError.js';
import { itemsIn, readFrames } from '../readFrames.js';

const place = { item_id: 'i', output_index: 2 };
const read = (...frames: readonly object[]) => readFrames(responsesDecoder, frames, 'nothing');
const annotation = { type: 'url_citation', url: 'u' };

describe('S6 frames that gave no event', () => {
  const rows: readonly (readonly [string, object, object])[] = [
    ...['web_search', 'file_search', 'code_interpreter', 'image_generation', 'mcp', 'computer', 'shell'].map(
      (tool) =>
        [`${tool}_call.in_progress`, {}, { type: 'hosted_tool_progress', tool, status: 'in_progress' }] as const,
    ),
    ['mcp_list_tools.failed', {}, { type: 'hosted_tool_progress', tool: 'mcp_list_tools', status: 'failed' }],
    [
      'code_interpreter_call_code.delta',
      { delta: '1+1' },
      { type: 'hosted_tool_input_delta', tool: 'code_interpreter', delta: '1+1' },
    ],
    ['mcp_call_arguments.delta', { delta: '{' }, { type: 'hosted_tool_input_delta', tool: 'mcp', delta: '{' }],
    ['mcp_call_arguments.done', { arguments: '{}' }, { type: 'hosted_tool_input_delta', tool: 'mcp', delta: '{}' }],
    [
      'image_generation_call.partial_image',
      { partial_image_b64: 'aW1n', partial_image_index: 1 },
      { type: 'image_partial', image: 'aW1n', partial_image_index: 1 },
    ],
    ['output_text.annotation.added', { annotation }, { type: 'annotation_added', annotation }],
    ['output_audio.delta', { delta: 'YQ==' }, { type: 'audio_delta', delta: 'YQ==' }],
    ['output_audio_transcript.delta', { delta: 'hi' }, { type: 'audio_transcript_delta', delta: 'hi' }],
  ];
  for (const [name, body, event] of rows)
    it(`S6 makes an event of response.${name}`, () => {
      const reading = read({ type: `response.${name}`, ...place, ...body });
      expect(reading.events).to.deep.equal([{ ...event, ...place }]);
      expect(reading.skipped).to.deep.equal([]);
    });

  it('S6 shows that a response was queued, and that it is in progress only after that', () => {
    const types = (...names: readonly string[]) =>
      read(...names.map((name) => ({ type: `response.${name}`, response: {} }))).events.map(({ type }) => type);
    expect(types('created', 'in_progress')).to.deep.equal(['created']);
    expect(types('queued', 'created', 'in_progress')).to.deep.equal(['queued', 'created', 'in_progress']);
    expect(types('queued', 'in_progress', 'in_progress')).to.deep.equal(['queued', 'in_progress']);
  });

  const mended: readonly (readonly [what: string, item: object, expected: object])[] = [
    [
      'a shell call whose command is a text',
      { type: 'local_shell_call', id: 7, call_id: 'c', action: { command: 'ls' } },
      {
        type: 'local_shell_call',
        id: '7',
        call_id: 'c',
        status: 'completed',
        action: { type: 'exec', command: ['ls'] },
      },
    ],
    [
      'a shell call with a status of its own',
      { type: 'local_shell_call', call_id: 'c', status: 'in_progress', action: { command: ['ls'] } },
      { type: 'local_shell_call', call_id: 'c', status: 'in_progress', action: { type: 'exec', command: ['ls'] } },
    ],
    [
      'a tool search that names no place',
      { type: 'tool_search_call', call_id: 'c', arguments: {} },
      { type: 'tool_search_call', call_id: 'c', status: 'completed', execution: 'server', arguments: {} },
    ],
    [
      'a tool search of the client',
      { type: 'tool_search_call', id: 7, call_id: 'c', execution: 'client', arguments: {} },
      { type: 'tool_search_call', id: '7', call_id: 'c', status: 'completed', execution: 'client', arguments: {} },
    ],
  ];
  for (const [what, item, expected] of mended)
    it(`S6 completes ${what}`, () => {
      const { events } = read({ type: 'response.output_item.done', output_index: 0, item });
      expect(events.at(-1)).to.deep.include({ type: 'output_item_done', item: expected });
    });

  it('S6 reads the metadata of a response', () => {
    const metadata = { openai_chatgpt_moderation_metadata: { flagged: false } };
    const frames = [
      { type: 'response.metadata', metadata, headers: { 'X-Codex-Turn-State': 's' } },
      { type: 'response.metadata', metadata: { openai_verification_recommendation: ['trusted_access_for_cyber'] } },
      { type: 'response.safety_buffering', reasons: ['x'], sequence_number: 4 },
    ];
    expect(read(...frames).events).to.deep.equal([
      { type: 'turn_state', state: 's' },
      { type: 'moderation', metadata: { flagged: false } },
      { type: 'model_verifications', verifications: ['trusted_access_for_cyber'] },
      { type: 'safety_buffering', details: { reasons: ['x'] } },
    ]);
  });

  it('S6 shows in a snapshot that a response is queued, until anything else of it comes', () => {
    const fold = answerFold();
    expect(fold.onEvent({ type: 'queued' })).to.include({ status: 'streaming', queued: true });
    expect(fold.onEvent({ type: 'server_model', model: 'm' })).to.include({ queued: true });
    expect(fold.onEvent({ type: 'in_progress' })).not.to.have.property('queued');
    fold.onEvent({ type: 'queued' });
    expect(fold.onEvent({ type: 'output_text_delta', delta: 'Hi' })).not.to.have.property('queued');
    fold.onEvent({ type: 'queued' });
    expect(fold.onError(apiError({ type: 'quota_exceeded' }))).not.to.have.property('queued');
  });

  it('S6 shows the text of spoken output on its message', () => {
    const fold = answerFold();
    for (const delta of ['Hel', 'lo']) fold.onEvent({ type: 'audio_transcript_delta', delta, output_index: 0 });
    const item = { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'x' }] } as const;
    const [shown] = fold.onEvent({ type: 'output_item_done', item }).items;
    expect(shown).to.include({ type: 'message', transcript: 'Hello', text: 'x', done: true });
  });

  it('S9 sums cache writes and costs over the steps of a turn', () => {
    const fold = answerFold();
    const usage = {
      input_tokens: 1,
      cached_input_tokens: 0,
      output_tokens: 1,
      reasoning_output_tokens: 0,
      total_tokens: 2,
    };
    const end = { type: 'completed', response_id: 'r', status: 'completed' } as const;
    fold.onEvent({ ...end, token_usage: { ...usage, cost: 1, cache_write_input_tokens: 5 } });
    const { token_usage } = fold.onEvent({ ...end, token_usage: { ...usage, cost: 2 } });
    expect(token_usage).to.include({ total_tokens: 4, cost: 3, cache_write_input_tokens: 5 });
  });

  it('S6 shows annotations on the message and progress on the item', () => {
    const search = { type: 'web_search_call', id: 'ws', status: 'in_progress' };
    const { events } = read(
      { type: 'response.output_item.added', output_index: 0, item: search },
      { type: 'response.web_search_call.searching', output_index: 0, item_id: 'ws' },
      { type: 'response.output_text.delta', output_index: 1, item_id: 'm', content_index: 0, delta: 'Hi' },
      { type: 'response.output_text.annotation.added', output_index: 1, item_id: 'm', annotation },
    );
    const fold = answerFold();
    for (const event of events) fold.onEvent(event);
    const [first, second] = fold.onEnd().items;
    expect(first).to.include({ type: 'other', progress: 'searching' });
    expect(second).to.deep.include({ type: 'message', text: 'Hi', annotations: [annotation] });
  });
});

describe('R12 items whose meaning is clear', () => {
  const done = (item: object) => itemsIn(read({ type: 'response.output_item.done', item }).events)[0];
  const call = { type: 'function_call', name: 'f', call_id: 'c', arguments: '{"a":1}' };
  const rows: readonly (readonly [string, object, object])[] = [
    ['reasoning without a summary', { type: 'reasoning', id: 'rs' }, { type: 'reasoning', id: 'rs', summary: [] }],
    [
      'reasoning with a summary of null',
      { type: 'reasoning', summary: null },
      { type: 'reasoning', id: '', summary: [] },
    ],
    ['a call without call_id', { ...call, call_id: undefined, id: 'fc' }, { ...call, call_id: 'fc', id: 'fc' }],
    ['a call whose arguments are an object', { ...call, arguments: { a: 1 } }, call],
    ['a call without arguments', { ...call, arguments: null }, { ...call, arguments: '' }],
    [
      'content that is a text',
      { type: 'message', role: 'assistant', content: 'Hi' },
      { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Hi' }] },
    ],
    [
      'a message without a role',
      { type: 'message', content: [{ type: 'text', text: 'Hi' }] },
      { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Hi' }] },
    ],
    [
      'an output that is absent',
      { type: 'function_call_output', call_id: 'c' },
      { type: 'function_call_output', call_id: 'c', output: '' },
    ],
    [
      'an image call with the status alone',
      { type: 'image_generation_call', id: 7, result: 'aW1n' },
      { type: 'image_generation_call', id: '7', status: 'completed', result: 'aW1n' },
    ],
  ];
  for (const [what, item, expected] of rows)
    it(`R12 reads ${what}`, () => {
      expect(done(item)).to.deep.include(expected);
    });

  it('R12 keeps no unreadable item beside what was streamed', () => {
    const fold = answerFold();
    const frames = [
      { type: 'response.output_text.delta', output_index: 0, item_id: 'm', content_index: 0, delta: 'Hi' },
      { type: 'response.output_item.done', output_index: 0, item: { type: 'message', id: 'm', role: 'assistant' } },
      { type: 'response.completed', response: { id: 'r' } },
    ];
    for (const event of read(...frames).events) fold.onEvent(event);
    const { items, text } = fold.onEnd();
    expect(text).to.equal('Hi');
    expect(items).to.have.length(1);
  });
});
