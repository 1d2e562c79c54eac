import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { ANSWER_EVENT_ROLE } from '../../lib/answer/answerEventRole.js';
import { isMetadata } from '../../lib/answer/isMetadata.js';
import { responsesDecoder } from '../../lib/decode/responses/responsesDecoder.js';
import { EVENT_ROLE, type EventRole } from '../../lib/protocol/eventRole.js';
import { readFrames } from '../decode/readFrames.js';

const typesOf = (role: EventRole): readonly string[] =>
  Object.entries(EVENT_ROLE).flatMap(([type, its]) => (its === role ? [type] : []));

const message = { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Hi' }] };
const reasoning = { type: 'reasoning', id: 'rs', summary: [] };
const frames: readonly unknown[] = [
  { type: 'response.created', response: { id: 'r', headers: { 'openai-model': 'gpt-x' } } },
  { type: 'codex.rate_limits', rate_limits: { primary: { used_percent: 1 } } },
  { type: 'response.output_item.added', item: reasoning },
  { type: 'response.reasoning_summary_part.added', summary_index: 0 },
  { type: 'response.reasoning_summary_text.delta', delta: 's', summary_index: 0 },
  { type: 'response.reasoning_summary_text.done', text: 's', summary_index: 0, item_id: 'rs' },
  { type: 'response.output_item.done', item: reasoning },
  { type: 'response.output_text.delta', delta: 'Hi' },
  { type: 'response.output_item.done', item: message },
  { type: 'response.completed', response: { id: 'r' } },
];

describe('EVENT_ROLE', () => {
  it('files the events that describe the server as metadata', () => {
    expect(typesOf('metadata')).to.have.members([
      'server_model',
      'rate_limits',
      'models_etag',
      'server_reasoning_included',
      'model_verifications',
      'safety_buffering',
      'moderation',
      'turn_state',
      'other',
    ]);
  });

  it('calls exactly those a delta whose type says so', () => {
    const types = Object.keys(EVENT_ROLE);
    expect(typesOf('delta')).to.have.members(types.filter((type) => type.endsWith('_delta')));
  });

  it('has the states before the output, and one end', () => {
    expect(typesOf('lifecycle')).to.deep.equal(['created', 'queued', 'in_progress']);
    expect(typesOf('end')).to.deep.equal(['completed']);
  });

  it('is the table of docs/events.md, row by row', () => {
    const page = readFileSync(new URL('../../docs/events.md', import.meta.url), 'utf8');
    const rows = [...page.matchAll(/^\| `(\w+)` +\| (\w+) +\| (.+?) +\|/gm)].map(([, type = '', role]) => [type, role]);
    expect(rows).to.have.length(Object.keys(EVENT_ROLE).length);
    expect(Object.fromEntries(rows)).to.deep.equal(EVENT_ROLE);
  });

  it('describes the course of an answer', () => {
    const roles = readFrames(responsesDecoder, frames).events.map(({ type }) => EVENT_ROLE[type]);
    expect(roles).to.deep.equal([
      ...(['metadata', 'lifecycle', 'metadata'] as const),
      ...(['item', 'item', 'delta', 'item', 'item'] as const),
      ...(['delta', 'item', 'end'] as const),
    ]);
  });
});

describe('ANSWER_EVENT_ROLE', () => {
  it('adds the events of retries, hedged requests and tools', () => {
    const added = Object.entries(ANSWER_EVENT_ROLE).filter(([type]) => !Object.hasOwn(EVENT_ROLE, type));
    expect(Object.fromEntries(added)).to.deep.equal({
      reset: 'lifecycle',
      hedged: 'metadata',
      tool_approval_requested: 'lifecycle',
      tool_started: 'item',
      tool_progress: 'delta',
      tool_finished: 'item',
      tools_suspended: 'lifecycle',
    });
  });

  it('decides what isMetadata holds for', () => {
    expect(isMetadata({ type: 'server_model', model: 'm' })).to.equal(true);
    expect(isMetadata({ type: 'created' })).to.equal(false);
    expect(isMetadata({ type: 'output_text_delta', delta: 'x' })).to.equal(false);
  });
});
