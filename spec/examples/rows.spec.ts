import { expect } from 'chai';
import {
  apiErrorData,
  apiError,
  userMessage,
  type Answer,
  type AnswerItem,
  type ConversationState,
  type ResponseItem,
} from 'codex-rx';
import { WAITING } from '../../lib/answer/answerFold.js';
import { rowsOf } from '../../examples/chat/page/rows.js';

const state = (more: Partial<ConversationState>): ConversationState => ({
  ...{ history: [], answer: undefined, busy: false, queued: [] },
  ...more,
});
const answerWith = (items: readonly AnswerItem[], more: Partial<Answer> = {}): Answer => ({
  ...WAITING,
  ...{ status: 'streaming', items },
  tool_calls: items.filter((item) => item.type === 'tool_call'),
  ...more,
});
const message = (text: string): AnswerItem => ({
  ...{ type: 'message', role: 'assistant', text, refusal: '', phase: undefined, done: false, item: undefined },
});
const call: AnswerItem = {
  ...{ type: 'tool_call', done: true, item: undefined, call_id: 'call_1', name: 'f', arguments: '{"a":1}' },
  ...{ run: 'refused', progress: undefined, output: 'no' },
};
const called: readonly ResponseItem[] = [
  { type: 'function_call', call_id: 'call_1', name: 'f', arguments: '{"a":1}' },
  { type: 'function_call_output', call_id: 'call_1', output: 'no' },
];
const card = { type: 'call', callId: 'call_1', name: 'f', arguments: '{"a":1}', output: 'no' };

describe('the rows of the chat example', () => {
  it('shows an empty message until the answer has begun', () => {
    const waiting = rowsOf(state({ answer: WAITING, busy: true }));
    expect(waiting).to.deep.equal([{ type: 'message', role: 'assistant', text: '', status: 'waiting' }]);
  });

  it('shows the same rows while an answer is received and when it is part of the history', () => {
    const items = [message('one'), call, message('two')];
    const live = rowsOf(state({ answer: answerWith(items), busy: true }));
    const history: readonly ResponseItem[] = [
      { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'one' }] },
      ...called,
      { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'two' }] },
    ];
    const answer = answerWith(items, { status: 'completed' });
    const after = rowsOf(state({ history, answer }));
    expect(live.map((row) => [row.type, 'text' in row && row.text])).to.deep.equal(
      after.map((row) => [row.type, 'text' in row && row.text]),
    );
    expect(live[1]).to.deep.equal({ ...card, state: 'refused' });
    expect(after[1]).to.deep.equal({ ...card, state: 'refused' });
    expect(rowsOf(state({ history: called }))).to.deep.equal([{ ...card, state: 'done' }]);
  });

  it('shows what a failed answer has left once, and the error behind it', () => {
    const error = apiErrorData(apiError({ type: 'stream', reason: 'truncated', detail: 'cut off' }));
    const history: readonly ResponseItem[] = [
      userMessage('hi'),
      { type: 'message', role: 'assistant', status: 'incomplete', content: [{ type: 'output_text', text: 'He' }] },
    ];
    const answer = answerWith([message('He')], { status: 'failed', error });
    expect(rowsOf(state({ history, answer }))).to.deep.equal([
      { type: 'message', role: 'user', text: 'hi', index: 0, status: 'completed' },
      { type: 'message', role: 'assistant', text: 'He', index: 1, status: 'stopped' },
      { type: 'failure', error },
    ]);
  });
});
