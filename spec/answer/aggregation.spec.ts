import { expect } from 'chai';
import { aggregation } from '../../lib/answer/aggregation.js';
import type { ResponseEvent } from '../../lib/protocol/ResponseEvent.js';
import type { ResponseItem } from '../../lib/protocol/ResponseItem.js';

/** What each event amounts to, and at last what is left. */
const steps = (...events: readonly ResponseEvent[]): readonly (readonly ResponseEvent[])[] => {
  const items = aggregation();
  return [...events.map((event) => items.onEvent(event)), items.rest()];
};
const merged = (...events: readonly ResponseEvent[]): readonly ResponseEvent[] => steps(...events).flat();

const text = (delta: string): ResponseEvent => ({ type: 'output_text_delta', delta });
const thought = (delta: string): ResponseEvent => ({ type: 'reasoning_content_delta', delta, content_index: 0 });
const done = (item: ResponseItem): ResponseEvent => ({ type: 'output_item_done', item });
const completed: ResponseEvent = { type: 'completed', response_id: 'r', token_usage: null, status: 'completed' };

type Message = Extract<ResponseItem, { type: 'message' }>;
type Reasoning = Extract<ResponseItem, { type: 'reasoning' }>;
const message = (...texts: readonly string[]): Message => ({
  type: 'message',
  role: 'assistant',
  content: texts.map((each) => ({ type: 'output_text', text: each })),
});
const reasoning = (...texts: readonly string[]): Reasoning => ({
  type: 'reasoning',
  id: '',
  summary: [],
  content: texts.map((each) => ({ type: 'reasoning_text', text: each })),
});
const call: ResponseItem = { type: 'function_call', name: 'f', arguments: '{}', call_id: 'c' };
const refusal = { type: 'other', raw: { type: 'refusal', refusal: 'no' } } as const;

describe('aggregation', () => {
  describe('a server that finishes no item', () => {
    it('has its deltas become one message, right before the completion', () => {
      expect(steps(text('Hello, '), text('world'), completed)).to.deep.equal([
        [],
        [],
        [done(message('Hello, world')), completed],
        [],
      ]);
    });

    it('has its reasoning become an item before the message, in whatever order it came', () => {
      expect(merged(text('a'), thought('x'), text('b'), thought('y'), completed)).to.deep.equal([
        done(reasoning('xy')),
        done(message('ab')),
        completed,
      ]);
    });

    it('gets no item for what was never received, empty deltas included', () => {
      expect(merged(completed)).to.deep.equal([completed]);
      expect(merged(text(''), thought(''), completed)).to.deep.equal([completed]);
    });

    it('has its deltas as the rest where no completion comes', () => {
      expect(steps(text('a'), thought('x'))).to.deep.equal([[], [], [done(reasoning('x')), done(message('a'))]]);
    });
  });

  describe('a finished message', () => {
    it('comes once, at its place, and not again from its deltas', () => {
      expect(steps(text('a'), text('b'), done(message('ab')), completed)).to.deep.equal([
        [],
        [],
        [done(message('ab'))],
        [completed],
        [],
      ]);
    });

    it('R8 keeps its parts apart, with or without deltas', () => {
      const item = message('first', 'second');
      expect(merged(done(item))).to.deep.equal([done(item)]);
      expect(merged(text('firstsecond'), done(item))).to.deep.equal([done(item)]);
    });

    it('R8 keeps annotations and log probabilities', () => {
      const annotations = [{ type: 'url_citation', url: 'https://host.example' }];
      const part = { type: 'output_text', text: 'Cold', annotations, logprobs: [{ token: 'Cold' }] } as const;
      const item: Message = { ...message(), content: [part] };
      expect(merged(text('Cold'), done(item))).to.deep.equal([done(item)]);
    });

    it('that comes without text gets that of its deltas', () => {
      expect(merged(text('a'), text('b'), done(message()))).to.deep.equal([done(message('ab'))]);
      expect(merged(text('a'), done(message('')))).to.deep.equal([done(message('a'))]);
    });

    it('takes precedence over its deltas', () => {
      expect(merged(text('oops'), done(message('right')), completed)).to.deep.equal([
        done(message('right')),
        completed,
      ]);
    });

    it('R8 is kept as it came, with its other members and parts in their order', () => {
      const item: Message = {
        type: 'message',
        id: 'msg_1',
        role: 'assistant',
        phase: 'final_answer',
        content: [refusal, { type: 'output_text', text: 'a' }, { type: 'output_text', text: 'b' }],
      };
      expect(merged(done(item))).to.deep.equal([done(item)]);
    });

    it('of a refusal alone keeps it, and gets no empty text', () => {
      const item: Message = { ...message(), content: [refusal] };
      expect(merged({ type: 'refusal_delta', delta: 'no' }, done(item))).to.deep.equal([done(item)]);
    });

    it('is not the last one: a second one comes too, with its own deltas', () => {
      expect(merged(done(message('one')), done(message('two')), completed)).to.deep.equal([
        done(message('one')),
        done(message('two')),
        completed,
      ]);
      expect(merged(text('one'), done(message()), text('two'), done(message()), completed)).to.deep.equal([
        done(message('one')),
        done(message('two')),
        completed,
      ]);
    });

    it('leaves later deltas to an item of their own', () => {
      expect(merged(text('a'), done(message('a')), text('b'), completed)).to.deep.equal([
        done(message('a')),
        done(message('b')),
        completed,
      ]);
    });

    it('of another role is passed as it is, and takes no deltas', () => {
      const item: Message = { ...message('u', 'v'), role: 'user' };
      expect(merged(text('a'), done(item), completed)).to.deep.equal([done(item), done(message('a')), completed]);
    });
  });

  describe('finished reasoning', () => {
    it('comes once, and not again from its deltas', () => {
      expect(merged(thought('x'), done(reasoning('x')), completed)).to.deep.equal([done(reasoning('x')), completed]);
    });

    for (const content of [undefined, null, []])
      it(`that comes with content ${JSON.stringify(content)} gets that of its deltas`, () => {
        const item: Reasoning = {
          type: 'reasoning',
          id: 'rs_1',
          summary: [{ type: 'summary_text', text: 's' }],
          encrypted_content: 'e',
          ...(content === undefined ? {} : { content }),
        };
        expect(merged(thought('x'), thought('y'), done(item), completed)).to.deep.equal([
          done({ ...item, content: [{ type: 'reasoning_text', text: 'xy' }] }),
          completed,
        ]);
      });

    it('without content and without deltas is passed as it is', () => {
      const item: Reasoning = { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'e' };
      expect(merged(done(item), completed)).to.deep.equal([done(item), completed]);
    });

    it('keeps the parts that it has', () => {
      expect(merged(thought('x'), done(reasoning('a', 'b')))).to.deep.equal([done(reasoning('a', 'b'))]);
    });

    it('takes only its own deltas: the second one gets the second ones', () => {
      expect(merged(thought('x'), done(reasoning()), thought('y'), done(reasoning()))).to.deep.equal([
        done(reasoning('x')),
        done(reasoning('y')),
      ]);
    });
  });

  describe('what passes at once, as it is', () => {
    const passing: readonly ResponseEvent[] = [
      { type: 'output_item_added', item: call },
      done(call),
      done({ type: 'other', raw: { type: 'future_item' } }),
      {
        type: 'rate_limits',
        snapshot: {
          limit_id: 'codex',
          limit_name: null,
          primary: null,
          secondary: null,
          credits: null,
          plan_type: null,
        },
      },
      { type: 'models_etag', etag: 'e' },
      { type: 'server_model', model: 'm' },
      { type: 'server_reasoning_included', included: true },
      { type: 'model_verifications', verifications: ['trusted_access_for_cyber'] },
    ];
    for (const event of passing)
      it(`is ${event.type}${'item' in event ? ` of a ${event.item.type}` : ''}`, () => {
        expect(steps(text('a'), event, completed)).to.deep.equal([[], [event], [done(message('a')), completed], []]);
      });
  });

  describe('what is left out, because an item has it', () => {
    const left: readonly ResponseEvent[] = [
      { type: 'created' },
      { type: 'refusal_delta', delta: 'no' },
      { type: 'reasoning_summary_delta', delta: 's', summary_index: 0 },
      { type: 'reasoning_summary_part_added', summary_index: 0 },
      { type: 'reasoning_summary_done', text: 's', summary_index: 0, item_id: 'rs_1' },
      { type: 'tool_call_input_delta', delta: '{', call_id: 'c' },
    ];
    for (const event of left)
      it(`is ${event.type}`, () => {
        expect(merged(event, completed)).to.deep.equal([completed]);
      });
  });

  it('emits the rest once', () => {
    const items = aggregation();
    items.onEvent(text('a'));
    expect(items.rest()).to.deep.equal([done(message('a'))]);
    expect(items.rest()).to.deep.equal([]);
  });

  it('does not alter the events it is given', () => {
    const item = message('a', 'b');
    const events = [text('a'), done(item), thought('x'), done(reasoning()), completed];
    const before = structuredClone(events);
    merged(...events);
    expect(events).to.deep.equal(before);
  });
});
