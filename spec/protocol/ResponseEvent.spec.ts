import { expect } from 'chai';
import { foldResponseEvent, type ResponseEvent } from '../../lib/protocol/ResponseEvent.js';
import type { ResponseItem } from '../../lib/protocol/ResponseItem.js';

const snapshot = {
  limit_id: 'codex',
  limit_name: null,
  primary: null,
  secondary: null,
  credits: null,
  plan_type: null,
};
const item: ResponseItem = { type: 'message', role: 'assistant', content: [] };

const events: readonly (readonly [ResponseEvent, string])[] = [
  [{ type: 'created' }, 'created'],
  [{ type: 'output_item_added', item }, 'message begins'],
  [{ type: 'output_item_done', item }, 'message ends'],
  [{ type: 'output_text_delta', delta: 'hi' }, 'hi'],
  [{ type: 'reasoning_summary_delta', delta: 's', summary_index: 1 }, 's at 1'],
  [{ type: 'reasoning_content_delta', delta: 'r', content_index: 2 }, 'r at 2'],
  [{ type: 'reasoning_summary_part_added', summary_index: 3 }, 'part 3'],
  [{ type: 'reasoning_summary_done', text: 'sum', summary_index: 4, item_id: 'rs' }, 'sum at 4 of rs'],
  [{ type: 'refusal_delta', delta: 'no' }, 'refused: no'],
  [{ type: 'tool_call_input_delta', delta: '{', call_id: 'c' }, '{ of c'],
  [{ type: 'rate_limits', snapshot }, 'codex'],
  [{ type: 'models_etag', etag: 'W/1' }, 'W/1'],
  [{ type: 'server_model', model: 'gpt-x' }, 'gpt-x'],
  [{ type: 'model_verifications', verifications: ['a', 'b'] }, 'a,b'],
  [{ type: 'server_reasoning_included', included: true }, 'included: true'],
  [{ type: 'annotation_added', annotation: { type: 'url_citation', url: 'u' } }, 'cites u'],
  [{ type: 'hosted_tool_progress', tool: 'web_search', status: 'searching' }, 'web_search searching'],
  [{ type: 'hosted_tool_input_delta', tool: 'code_interpreter', delta: '1+1' }, 'code_interpreter: 1+1'],
  [{ type: 'image_partial', image: 'aW1n', partial_image_index: 0 }, 'aW1n'],
  [{ type: 'audio_delta', delta: 'YQ==' }, 'audio YQ=='],
  [{ type: 'audio_transcript_delta', delta: 'hi' }, 'spoken hi'],
  [{ type: 'queued' }, 'queued'],
  [{ type: 'in_progress' }, 'in progress'],
  [{ type: 'safety_buffering', details: {} }, 'held back'],
  [{ type: 'moderation', metadata: 1 }, 'moderated'],
  [{ type: 'turn_state', state: 's' }, 's'],
  [{ type: 'other', raw: 1 }, 'other'],
  [{ type: 'completed', response_id: 'r1', token_usage: null, status: 'completed' }, 'r1 completed'],
];

describe('foldResponseEvent', () => {
  const tell = foldResponseEvent<string>({
    created: () => 'created',
    output_item_added: (event) => `${event.item.type} begins`,
    output_item_done: (event) => `${event.item.type} ends`,
    output_text_delta: ({ delta }) => delta,
    reasoning_summary_delta: ({ delta, summary_index }) => `${delta} at ${summary_index}`,
    reasoning_content_delta: ({ delta, content_index }) => `${delta} at ${content_index}`,
    reasoning_summary_part_added: ({ summary_index }) => `part ${summary_index}`,
    reasoning_summary_done: ({ text, summary_index, item_id }) => `${text} at ${summary_index} of ${item_id}`,
    refusal_delta: ({ delta }) => `refused: ${delta}`,
    tool_call_input_delta: ({ delta, call_id = 'none' }) => `${delta} of ${call_id}`,
    rate_limits: (event) => event.snapshot.limit_id,
    models_etag: ({ etag }) => etag,
    server_model: ({ model }) => model,
    model_verifications: ({ verifications }) => verifications.join(),
    server_reasoning_included: ({ included }) => `included: ${included}`,
    annotation_added: ({ annotation }) => `cites ${String(annotation['url'])}`,
    hosted_tool_progress: ({ tool, status }) => `${tool} ${status}`,
    hosted_tool_input_delta: ({ tool, delta }) => `${tool}: ${delta}`,
    image_partial: ({ image }) => image,
    audio_delta: ({ delta }) => `audio ${delta}`,
    audio_transcript_delta: ({ delta }) => `spoken ${delta}`,
    queued: () => 'queued',
    in_progress: () => 'in progress',
    safety_buffering: () => 'held back',
    moderation: () => 'moderated',
    turn_state: ({ state }) => state,
    other: () => 'other',
    completed: ({ response_id, status }) => `${response_id} ${status}`,
  });

  for (const [event, expected] of events)
    it(`gives ${event.type} to its handler`, () => {
      expect(tell(event)).to.equal(expected);
    });
});
