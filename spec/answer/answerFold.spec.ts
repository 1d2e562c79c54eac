import { expect } from 'chai';
import fc from 'fast-check';
import { aggregation } from '../../lib/answer/aggregation.js';
import { answerFold, WAITING } from '../../lib/answer/answerFold.js';
import type { Answer, AnswerItem } from '../../lib/answer/Answer.js';
import type { AnswerEvent, ToolCall } from '../../lib/answer/AnswerEvent.js';
import { definedMembers } from '../../lib/protocol/codec/definedMembers.js';
import { apiError } from '../../lib/protocol/errors/ApiError.js';
import { apiErrorData } from '../../lib/protocol/errors/apiErrorData.js';
import type { ResponseEvent } from '../../lib/protocol/ResponseEvent.js';
import type { ResponseItem } from '../../lib/protocol/ResponseItem.js';

const snapshots = (...events: readonly AnswerEvent[]): readonly Answer[] => {
  const fold = answerFold();
  return events.map((event) => fold.onEvent(event));
};
const last = (...events: readonly AnswerEvent[]): Answer => snapshots(...events).at(-1) ?? WAITING;

const text = (delta: string, output_index?: number): ResponseEvent => ({
  type: 'output_text_delta',
  delta,
  ...(output_index === undefined ? {} : { output_index }),
});
const thought = (delta: string): ResponseEvent => ({ type: 'reasoning_content_delta', delta, content_index: 0 });
const summary = (delta: string, summary_index = 0): ResponseEvent => ({
  type: 'reasoning_summary_delta',
  delta,
  summary_index,
});
const input = (delta: string, ids: { readonly call_id?: string; readonly item_id?: string }): ResponseEvent => ({
  type: 'tool_call_input_delta',
  delta,
  ...ids,
});
const added = (item: ResponseItem): ResponseEvent => ({ type: 'output_item_added', item });
const done = (item: ResponseItem): ResponseEvent => ({ type: 'output_item_done', item });
const spoken = (said: string) =>
  ({ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: said }] }) as const;
const message = (said: string, id?: string): ResponseItem => ({
  type: 'message',
  role: 'assistant',
  content: said === '' ? [] : [{ type: 'output_text', text: said }],
  ...(id === undefined ? {} : { id }),
});
const reasoning = (said: string): ResponseItem => ({
  type: 'reasoning',
  id: 'rs',
  summary: [],
  content: said === '' ? [] : [{ type: 'reasoning_text', text: said }],
});
const call = (call_id: string, json: string, id?: string): ToolCall => ({
  type: 'function_call',
  name: 'f',
  arguments: json,
  call_id,
  ...(id === undefined ? {} : { id }),
});
const completed: ResponseEvent = {
  type: 'completed',
  response_id: 'resp_1',
  token_usage: {
    input_tokens: 1,
    cached_input_tokens: 0,
    output_tokens: 2,
    reasoning_output_tokens: 0,
    total_tokens: 3,
  },
  status: 'completed',
};
const lost = apiError({ type: 'stream', reason: 'idle', detail: 'idle timeout waiting for SSE' });

const told = ({ items }: Answer): readonly string[] =>
  items.map((item) => {
    const mark = item.done ? '.' : '…';
    switch (item.type) {
      case 'message':
        return item.text + item.refusal + mark;
      case 'reasoning':
        return `(${[item.text, ...item.summary].join('|')})${mark}`;
      case 'tool_call':
        return `${item.call_id}:${item.arguments}${mark}`;
      case 'other':
        return item.item.type + mark;
    }
  });

describe('answerFold', () => {
  describe('an item', () => {
    it('joins the parts of a summary, also after an earlier one has changed', () => {
      const whole = (all: string, index: number): ResponseEvent => ({
        type: 'reasoning_summary_done',
        item_id: '',
        text: all,
        summary_index: index,
      });
      const texts = snapshots(
        summary('a'),
        summary('b', 1),
        summary('c', 2),
        whole('A', 0),
        whole('C', 2),
        summary('d', 3),
      );
      expect(texts.map(({ reasoning }) => reasoning)).to.deep.equal([
        'a',
        'a\n\nb',
        'a\n\nb\n\nc',
        'A\n\nb\n\nc',
        'A\n\nb\n\nC',
        'A\n\nb\n\nC\n\nd',
      ]);
    });

    it('begins with its announcement, grows by its deltas, and ends as the finished item', () => {
      const all = snapshots(added(message('')), text('He'), text('llo'), done(message('Hello!')), completed);
      expect(all.map(told)).to.deep.equal([['…'], ['He…'], ['Hello…'], ['Hello!.'], ['Hello!.']]);
      expect(all.at(-1)?.items[0]).to.have.deep.property('item', message('Hello!'));
    });

    it('begins with a delta where nothing announces it', () => {
      const all = last(text('a'), thought('x'), input('{', { call_id: 'c1' }));
      expect(told(all)).to.deep.equal(['a…', '(x)…', 'c1:{…']);
    });

    it('is received whole where there are no deltas', () => {
      expect(told(last(done(reasoning('x')), done(message('a')), done(call('c1', '{}'))))).to.deep.equal([
        '(x).',
        'a.',
        'c1:{}.',
      ]);
    });

    it('is the same one although its id is another in every event', () => {
      const all = last(
        added(message('', 'id-1')),
        { type: 'output_text_delta', delta: 'a', item_id: 'id-2', output_index: 0 },
        { type: 'output_text_delta', delta: 'b', item_id: 'id-3', output_index: 0 },
        done(message('ab', 'id-4')),
        added(call('c1', '', 'id-5')),
        input('{}', { item_id: 'id-6' }),
        done(call('c1', '{}', 'id-7')),
      );
      expect(told(all)).to.deep.equal(['ab.', 'c1:{}.']);
    });

    it('gets the deltas of its place, where two come at the same time', () => {
      const all = last(
        added(message('', 'm1')),
        text('a', 0),
        added(message('', 'm2')),
        text('x', 1),
        text('b', 0),
        text('y', 1),
        done(message('', 'm2')),
        done(message('', 'm1')),
      );
      expect(told(all)).to.deep.equal(['ab.', 'xy.']);
    });

    it('gets the input of its call, by its own id or by that of the call', () => {
      const all = last(
        added(call('c1', '', 'fc1')),
        added(call('c2', '', 'fc2')),
        input('1', { call_id: 'c1' }),
        input('2', { item_id: 'fc2' }),
        input('3', { item_id: 'fc1' }),
        done(call('c2', '2')),
      );
      expect(told(all)).to.deep.equal(['c1:13…', 'c2:2.']);
    });

    it('takes nothing from a finished one of its kind', () => {
      expect(told(last(text('a'), done(message('a')), text('b')))).to.deep.equal(['a.', 'b…']);
    });

    it('that began without its id is the one that is finished with one', () => {
      expect(
        told(last(input('{', { item_id: 'fc1' }), input('}', { item_id: 'fc1' }), done(call('c1', '{}')))),
      ).to.deep.equal(['c1:{}.']);
    });

    it('that a step leaves open does not belong to the next step', () => {
      expect(told(last(added(call('c1', '')), completed, done(call('c1', '{}'))))).to.deep.equal(['c1:…', 'c1:{}.']);
    });

    it('of another kind is there from its announcement to its end, once', () => {
      const search = (status: string): ResponseItem => ({ type: 'web_search_call', status });
      const all = snapshots(added(search('in_progress')), done(search('completed')));
      expect(all.map(told)).to.deep.equal([['web_search_call…'], ['web_search_call.']]);
    });

    it('of a tool that the server runs gets the events that name it, and the latest open one those that name none', () => {
      const begun = (id: string) => added({ type: 'web_search_call', id });
      const progress = (status: string, item_id?: string): AnswerEvent => ({
        type: 'hosted_tool_progress',
        tool: 'code_interpreter_call',
        status,
        ...definedMembers({ item_id }),
      });
      const code = (delta: string, item_id?: string): AnswerEvent => ({
        type: 'hosted_tool_input_delta',
        tool: 'code_interpreter_call',
        delta,
        ...definedMembers({ item_id }),
      });
      const { items } = last(
        progress('interpreting', 'c0'),
        begun('c1'),
        begun('c2'),
        progress('interpreting', 'c1'),
        code('a', 'c1'),
        code('b', 'c1'),
        code('x'),
        { type: 'image_partial', image: 'YQ==', partial_image_index: 0 },
        { type: 'image_partial', image: 'Yg==', partial_image_index: 1, item_id: 'c1' },
      );
      expect(items).to.have.length(2);
      expect(items[0]).to.include({ progress: 'interpreting', input: 'ab', image: 'Yg==' });
      expect(items[1]).to.include({ input: 'x', image: 'YQ==' }).and.not.have.property('progress');
    });

    it('that no server finishes is finished by the completion', () => {
      const all = last(text('a'), thought('x'), completed);
      expect(told(all)).to.deep.equal(['a.', '(x).']);
      expect(all.items[0]).to.have.deep.property('item', message('a'));
    });

    it('collects the annotations of its message', () => {
      const annotate = (url: string, output_index: number): AnswerEvent => ({
        type: 'annotation_added',
        annotation: { url },
        output_index,
      });
      const { messages } = last(text('a', 0), text('b', 1), annotate('u', 0), annotate('v', 1), annotate('w', 0));
      expect(messages.map(({ annotations }) => annotations)).to.deep.equal([
        [{ url: 'u' }, { url: 'w' }],
        [{ url: 'v' }],
      ]);
    });

    it('is final as the last message that is no comment, or as the last comment', () => {
      const comment = (said: string): ResponseEvent => done({ ...spoken(said), phase: 'commentary' });
      const answer = (said: string): ResponseEvent => done({ ...spoken(said), phase: 'final_answer' });
      expect(last(answer('a'), comment('b')).final?.text).to.equal('a');
      expect(last(answer('a'), answer('b'), comment('c')).final?.text).to.equal('b');
      expect(last(comment('a'), comment('b')).final?.text).to.equal('b');
    });

    it('keeps a refusal', () => {
      const refusal: ResponseItem = {
        type: 'message',
        role: 'assistant',
        content: [{ type: 'other', raw: { type: 'refusal', refusal: 'no' } }],
      };
      expect(last({ type: 'refusal_delta', delta: 'n' }).refusal).to.equal('n');
      expect(last({ type: 'refusal_delta', delta: 'n' }, done(refusal))).to.include({ refusal: 'no', text: '' });
    });
  });

  describe('reasoning', () => {
    it('has the parts of its summary, from whatever index they are counted', () => {
      const all = last(
        summary('a', 1),
        summary('b', 1),
        summary('c', 4_000_000_000),
        summary('d', -1),
        summary('e', 0),
      );
      expect(told(all)).to.deep.equal(['(|abe|c|d)…']);
    });

    it('has the summary that a finished part repeats', () => {
      const whole: ResponseEvent = { type: 'reasoning_summary_done', text: 'ab!', summary_index: 0, item_id: 'x' };
      expect(last(summary('ab'), whole).reasoning).to.equal('ab!');
    });

    it('is its text, or else its summary', () => {
      expect(last(summary('s1', 0), summary('s2', 1)).reasoning).to.equal('s1\n\ns2');
      expect(last(summary('s1', 0), thought('x')).reasoning).to.equal('x');
      expect(last(done(reasoning('x')), done(reasoning('y'))).reasoning).to.equal('x\n\ny');
    });
  });

  describe('the status', () => {
    const statuses = (...events: readonly AnswerEvent[]) => snapshots(...events).map(({ status }) => status);

    it('is waiting until the answer begins, whatever metadata the server sends', () => {
      expect(statuses({ type: 'server_model', model: 'm' }, { type: 'models_etag', etag: 'e' })).to.deep.equal([
        'waiting',
        'waiting',
      ]);
      expect(statuses({ type: 'created' })).to.deep.equal(['streaming']);
    });

    it('is that of the completion', () => {
      expect(last(text('a'), { ...completed, status: 'incomplete', finish_reason: 'length' })).to.include({
        status: 'incomplete',
        finish_reason: 'length',
        response_id: 'resp_1',
        text: 'a',
      });
    });

    it('is failed after an error, and keeps what was received', () => {
      const fold = answerFold();
      fold.onEvent(text('a'));
      expect(fold.onError(lost)).to.deep.include({ status: 'failed', error: apiErrorData(lost), text: 'a' });
    });

    it('is stopped where the stream ends early, and else stays', () => {
      const early = answerFold();
      early.onEvent(text('a'));
      expect(early.onEnd()).to.include({ status: 'stopped', text: 'a' });
      const whole = answerFold();
      expect(whole.onEvent(completed)).to.equal(whole.onEnd());
    });
  });

  describe('a reset', () => {
    const reset: AnswerEvent = { type: 'reset', attempt: 1, max: 5, delay: 200, error: apiErrorData(lost) };

    it('removes what was received, and shows the retry until the answer begins again', () => {
      const [, retrying, again] = snapshots(text('He'), reset, text('Hello'));
      expect(retrying).to.include({ status: 'retrying', text: '', error: undefined });
      expect(retrying?.retry).to.deep.equal({ attempt: 1, max: 5, delay: 200 });
      expect(again).to.include({ status: 'streaming', text: 'Hello', retry: undefined });
    });

    it('removes its own step only', () => {
      expect(told(last(done(call('c1', '{}')), completed, text('a'), reset))).to.deep.equal(['c1:{}.']);
    });
  });

  describe('a tool loop', () => {
    it('is one answer of several steps, with the sum of their tokens', () => {
      const all = last(done(call('c1', '{}')), completed, text('a'), completed);
      expect(all).to.deep.include({ status: 'completed', text: 'a' });
      expect(all.token_usage?.total_tokens).to.equal(6);
    });

    it('shows the state of a call; of two with the same id, the later one', () => {
      const first = [done(call('c1', '1')), completed] as const;
      const started: AnswerEvent = { type: 'tool_started', call: call('c1', '2') };
      const finished: AnswerEvent = { type: 'tool_finished', call: call('c1', '2'), output: 'ok', outcome: 'ok' };
      const all = snapshots(...first, done(call('c1', '2')), completed, started, finished);
      expect(all.at(-2)?.tool_calls.map(({ run }) => run)).to.deep.equal([undefined, 'running']);
      expect(all.at(-1)?.tool_calls.map(({ run, output }) => [run, output])).to.deep.equal([
        [undefined, undefined],
        ['ok', 'ok'],
      ]);
    });
  });

  it('keeps the last rate limits of every family, the model, and no prototype', () => {
    const limits = (limit_id: string): AnswerEvent => ({
      type: 'rate_limits',
      snapshot: { limit_id, limit_name: null, primary: null, secondary: null, credits: null, plan_type: null },
    });
    const all = last(limits('codex'), limits('__proto__'), { type: 'server_model', model: 'm' });
    expect(Object.keys(all.rate_limits)).to.deep.equal(['codex', '__proto__']);
    expect(all.server_model).to.equal('m');
  });

  describe('sharing', () => {
    it('keeps every part that an event does not touch', () => {
      const [before, after] = snapshots(added(call('c1', '')), text('a')).slice(-2);
      const [item, , ...rest] = after?.items ?? [];
      expect(rest).to.deep.equal([]);
      expect(item).to.equal(before?.items[0]);
      expect(after?.tool_calls).to.equal(before?.tool_calls);
      expect(after?.rate_limits).to.equal(before?.rate_limits);
    });

    it('gives the same snapshot where nothing changes', () => {
      const [first, second] = snapshots(text('a'), { type: 'models_etag', etag: 'e' });
      expect(second).to.equal(first);
      expect(last({ type: 'models_etag', etag: 'e' })).to.equal(WAITING);
    });

    it('changes no snapshot that was given', () => {
      const events = [text('a'), summary('s'), added(call('c1', '')), input('{}', { call_id: 'c1' }), completed];
      const fold = answerFold();
      const given = events.map((event) => fold.onEvent(event));
      const copies: Answer[] = [];
      const again = answerFold();
      for (const event of events) copies.push(structuredClone(again.onEvent(event)));
      expect(given).to.deep.equal(copies);
    });
  });

  describe('whatever comes', () => {
    const name = fc.constantFrom('a', 'b', '');
    const index = fc.constantFrom(undefined, 0, 1);
    const event = fc.oneof<fc.Arbitrary<ResponseEvent>[]>(
      fc.tuple(fc.string({ maxLength: 3 }), index).map(([delta, at]) => text(delta, at)),
      fc.string({ maxLength: 3 }).map(thought),
      fc.tuple(fc.string({ maxLength: 3 }), fc.integer({ min: -1, max: 3 })).map(([delta, at]) => summary(delta, at)),
      fc.tuple(name, name).map(([call_id, item_id]) => input('x', { call_id, item_id })),
      fc
        .tuple(
          fc.constantFrom(added, done),
          fc.oneof<fc.Arbitrary<ResponseItem>[]>(
            fc.tuple(fc.string({ maxLength: 3 }), name).map(([said, id]) => message(said, id)),
            fc.string({ maxLength: 3 }).map(reasoning),
            fc.tuple(name, name).map(([call_id, id]) => call(call_id, '{}', id)),
          ),
        )
        .map(([as, item]) => as(item)),
    );

    it('the text is that of the items that aggregate gives', () => {
      fc.assert(
        fc.property(fc.array(event, { maxLength: 30 }), (events) => {
          const fold = answerFold();
          const items = aggregation();
          const all = [...events, completed];
          const answer = all.map((each) => fold.onEvent(each)).at(-1);
          const whole = all.flatMap((each) => [...items.onEvent(each)]);
          const texts = whole.flatMap((each) =>
            each.type === 'output_item_done' && each.item.type === 'message'
              ? [each.item.content.map((part) => (part.type === 'output_text' ? part.text : '')).join('')]
              : [],
          );
          const said = answer?.items.flatMap((item) => (item.type === 'message' && item.done ? [item.text] : [])) ?? [];
          // aggregate tells them in the order in which they end, and not in that in which they begin
          expect([...said].sort()).to.deep.equal([...texts].sort());
          expect(answer?.text).to.equal(
            answer?.items
              .flatMap((item) => (item.type === 'message' && item.text !== '' ? [item.text] : []))
              .join('\n\n'),
          );
        }),
      );
    });

    it('no item that was given is changed or replaced but by an event of its own', () => {
      fc.assert(
        fc.property(fc.array(event, { maxLength: 30 }), (events) => {
          const fold = answerFold();
          let before: readonly AnswerItem[] = [];
          for (const each of events) {
            const { items } = fold.onEvent(each);
            const changed = items.filter((item, place) => item !== before[place]);
            expect(changed.length, each.type).to.be.at.most(1);
            expect(items.length).to.be.at.least(before.length);
            before = items;
          }
        }),
      );
    });
  });
});
