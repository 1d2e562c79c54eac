import { from, type OperatorFunction } from 'rxjs';
import type { AnswerEvent } from '../../lib/answer/AnswerEvent.js';
import { historyFold } from '../../lib/answer/historyFold.js';
import { validHistory } from '../../lib/answer/validHistory.js';
import { accumulate } from '../../lib/operators/answer/accumulate.js';
import { aggregate } from '../../lib/operators/answer/aggregate.js';
import { partialJson } from '../../lib/operators/answer/partialJson.js';
import { smooth } from '../../lib/operators/answer/smooth.js';
import { splitThink } from '../../lib/operators/answer/splitThink.js';
import { textOf } from '../../lib/operators/answer/textOf.js';
import type { ResponseEvent } from '../../lib/protocol/ResponseEvent.js';
import type { ResponseItem } from '../../lib/protocol/ResponseItem.js';
import { Conversation } from '../../lib/clients/Conversation.js';
import { MAX_ITEMS } from '../../lib/protocol/limits.js';
import type { Curve } from './Curve.js';

const range = (size: number): number[] => Array.from({ length: size }, (_, index) => index);

const message = (index: number, text = 'word'): ResponseItem => ({
  ...{ type: 'message', id: `msg_${index}`, role: 'assistant' },
  content: [{ type: 'output_text', text }],
});
const call = (index: number) =>
  ({ type: 'function_call', call_id: `call_${index}`, name: 'f', arguments: '{}' }) as const;

const done = (item: ResponseItem): ResponseEvent => ({ type: 'output_item_done', item });
const added = (item: ResponseItem): ResponseEvent => ({ type: 'output_item_added', item });
const text = (delta: string): ResponseEvent => ({ type: 'output_text_delta', delta });
const completed: ResponseEvent = { type: 'completed', response_id: 'r', token_usage: null, status: 'completed' };

const window = { used_percent: 1, window_minutes: null, resets_at: null };
const limits = (limit_id: string): ResponseEvent => ({
  type: 'rate_limits',
  snapshot: { limit_id, limit_name: null, primary: window, secondary: null, credits: null, plan_type: null },
});

/** Inputs of one unit each. Those that add an item a unit have the bound that answers have. */
const INPUTS: readonly {
  readonly name: string;
  readonly isBounded?: true;
  readonly eventsOf: (size: number) => readonly ResponseEvent[];
}[] = [
  { name: 'text deltas', eventsOf: (size) => range(size).map(() => text('word ')) },
  { name: 'messages', isBounded: true, eventsOf: (size) => range(size).map((index) => done(message(index))) },
  { name: 'messages begun', isBounded: true, eventsOf: (size) => range(size).map((index) => added(message(index))) },
  { name: 'calls', isBounded: true, eventsOf: (size) => range(size).map((index) => done(call(index))) },
  {
    name: 'calls begun, then finished in reverse',
    isBounded: true,
    eventsOf: (size) => [
      ...range(size).map((index) => added(call(index))),
      ...range(size)
        .reverse()
        .map((index) => done(call(index))),
    ],
  },
  {
    name: 'texts of their own items',
    isBounded: true,
    eventsOf: (size) =>
      range(size).map((index) => ({ type: 'output_text_delta', delta: 'word', output_index: index }) as const),
  },
  {
    name: 'transcripts of their own items',
    isBounded: true,
    eventsOf: (size) =>
      range(size).map((index) => ({ type: 'audio_transcript_delta', delta: 'word', output_index: index }) as const),
  },
  {
    name: 'reasoning items',
    isBounded: true,
    eventsOf: (size) => range(size).map((index) => done({ type: 'reasoning', id: `rs_${index}`, summary: [] })),
  },
  {
    name: 'summary parts',
    isBounded: true,
    eventsOf: (size) =>
      range(size).map((index) => ({ type: 'reasoning_summary_delta', delta: 'word', summary_index: index }) as const),
  },
  {
    name: 'annotations',
    isBounded: true,
    eventsOf: (size) => range(size).map((index) => ({ type: 'annotation_added', annotation: { index } }) as const),
  },
  {
    name: 'rate-limit names',
    isBounded: true,
    eventsOf: (size) => range(size).map((index) => limits(`family_${index}`)),
  },
  {
    name: 'progress of hosted tools',
    eventsOf: (size) => [
      added({ type: 'other', raw: { type: 'web_search_call', id: 'ws' } }),
      ...range(size).map(
        () => ({ type: 'hosted_tool_progress', tool: 'web_search', status: 'x', item_id: 'ws' }) as const,
      ),
    ],
  },
];

const run =
  (
    operator: OperatorFunction<AnswerEvent, unknown> | OperatorFunction<ResponseEvent, unknown>,
    events: readonly ResponseEvent[],
  ) =>
  (): void => {
    from(events).pipe(operator).subscribe();
  };

const foldCurves: readonly Curve[] = INPUTS.flatMap(({ name, isBounded, eventsOf }) => {
  const bound = isBounded ? { maxSize: MAX_ITEMS } : {};
  return [
    { name: `accumulate: ${name}`, prepare: (size) => run(accumulate(), eventsOf(size)), ...bound },
    { name: `aggregate: ${name}`, prepare: (size) => run(aggregate(), [...eventsOf(size), completed]), ...bound },
    {
      name: `historyFold: ${name}`,
      prepare: (size) => {
        const events = [...eventsOf(size), completed];
        return () => {
          const fold = historyFold();
          for (const event of events) fold.onEvent(event);
          return fold.list();
        };
      },
      ...bound,
    },
    {
      name: `Conversation: ${name}`,
      prepare: (size) => {
        const events = [...eventsOf(size), completed];
        return () => {
          new Conversation(() => from(events)).send('Hi');
        };
      },
      ...bound,
    },
  ] satisfies readonly Curve[];
});

const history = (size: number): readonly ResponseItem[] => [
  ...range(size / 2).map(call),
  ...range(size / 2).map((index) => ({ type: 'function_call_output', call_id: `call_${index}`, output: 'x' }) as const),
];

const toolEvents = (size: number): readonly AnswerEvent[] => [
  ...range(size).map((index) => done(call(index))),
  completed,
  ...range(size).flatMap((index): readonly AnswerEvent[] => [
    { type: 'tool_started', call: call(index) },
    { type: 'tool_finished', call: call(index), output: 'x', outcome: 'ok' },
  ]),
];

export const answerCurves: readonly Curve[] = [
  ...foldCurves,
  {
    name: 'accumulate: runs of tools',
    maxSize: MAX_ITEMS,
    prepare: (size) => () => void from(toolEvents(size)).pipe(accumulate()).subscribe(),
  },
  {
    name: 'historyFold: runs of tools',
    maxSize: MAX_ITEMS,
    prepare: (size) => {
      const events = toolEvents(size);
      return () => {
        const fold = historyFold();
        for (const event of events) fold.onEvent(event);
        return fold.list();
      };
    },
  },
  {
    name: 'validHistory: calls with outputs',
    prepare: (size) => {
      const items = history(size);
      return () => validHistory(items);
    },
  },
  {
    name: 'textOf: text deltas',
    prepare: (size) =>
      run(
        textOf(),
        range(size).map(() => text('word ')),
      ),
  },
  {
    name: 'smooth: text deltas',
    prepare: (size) =>
      run(
        smooth(),
        range(size).map(() => text('word ')),
      ),
  },
  {
    name: 'smooth: characters of one delta',
    prepare: (size) => run(smooth({ unit: 'grapheme' }), [text('x'.repeat(size))]),
  },
  {
    name: 'splitThink: text deltas',
    prepare: (size) =>
      run(
        splitThink(),
        range(size).map(() => text('<thi')),
      ),
  },
  {
    name: 'splitThink: tags',
    prepare: (size) =>
      run(
        splitThink(),
        range(size).map(() => text('<think>a</think>b')),
      ),
  },
  {
    name: 'splitThink: tags of one text delta',
    prepare: (size) => run(splitThink({ where: 'anywhere' }), [text('<think>a</think>b'.repeat(size))]),
  },
  {
    name: 'splitThink: tags of one message',
    prepare: (size) => run(splitThink({ where: 'anywhere' }), [done(message(0, '<think>a</think>b'.repeat(size)))]),
  },
  {
    name: 'partialJson: text deltas',
    prepare: (size) =>
      run(partialJson({}), [text('["'), ...range(size).map(() => text('word')), text('"]'), completed]),
  },
  {
    name: 'partialJson: messages',
    maxSize: MAX_ITEMS,
    prepare: (size) =>
      run(
        partialJson({}),
        range(size).flatMap((index) => [text('1'), done(message(index, '1'))]),
      ),
  },
];
