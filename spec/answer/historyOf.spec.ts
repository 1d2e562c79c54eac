import { expect } from 'chai';
import { answerFold } from '../../lib/answer/answerFold.js';
import { historyOf } from '../../lib/answer/historyOf.js';
import type { Answer } from '../../lib/answer/Answer.js';
import type { AnswerEvent, ToolCall } from '../../lib/answer/AnswerEvent.js';
import type { ResponseItem } from '../../lib/protocol/ResponseItem.js';

const done = (item: ResponseItem): AnswerEvent => ({ type: 'output_item_done', item });
const finished = (call: ToolCall, output: string): AnswerEvent => ({
  type: 'tool_finished',
  call,
  output,
  outcome: 'ok',
});
const completed: AnswerEvent = { type: 'completed', response_id: 'r', token_usage: null, status: 'completed' };
const message = (text: string): ResponseItem => ({
  type: 'message',
  role: 'assistant',
  content: [{ type: 'output_text', text }],
});
const thought: ResponseItem = { type: 'reasoning', id: 'rs', summary: [], encrypted_content: 'e' };
const call: ToolCall = { type: 'function_call', name: 'f', arguments: '{}', call_id: 'c1' };
const custom: ToolCall = { type: 'custom_tool_call', name: 'g', input: '', call_id: 'c2' };

const answerOf = (...events: readonly AnswerEvent[]): Answer => {
  const fold = answerFold();
  for (const event of events) fold.onEvent(event);
  return fold.onEnd();
};

describe('historyOf', () => {
  it('is all items of a complete answer, calls that the caller has yet to run included', () => {
    expect(historyOf(answerOf(done(thought), done(message('a')), done(call), completed))).to.deep.equal([
      thought,
      message('a'),
      call,
    ]);
  });

  it('has the output of a call right behind it', () => {
    const loop = [done(call), done(custom), completed, finished(custom, 'two'), finished(call, 'one')];
    expect(historyOf(answerOf(...loop, done(message('a')), completed))).to.deep.equal([
      call,
      { type: 'function_call_output', call_id: 'c1', output: 'one' },
      custom,
      { type: 'custom_tool_call_output', call_id: 'c2', output: 'two' },
      message('a'),
    ]);
  });

  it('leaves out what is not finished', () => {
    const early = answerOf(done(message('a')), { type: 'output_text_delta', delta: 'b' });
    expect(historyOf(early)).to.deep.equal([message('a')]);
  });

  it('of an answer that broke off, leaves out calls without an output and reasoning that nothing follows', () => {
    expect(historyOf(answerOf(done(thought), done(call), completed, { type: 'tool_started', call }))).to.deep.equal([]);
    expect(historyOf(answerOf(done(message('a')), done(thought)))).to.deep.equal([message('a')]);
    expect(historyOf(answerOf(done(thought), done(message('a'))))).to.deep.equal([thought, message('a')]);
  });
});
