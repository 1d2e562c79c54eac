import { EventType, type AGUIEvent, type Message } from '@ag-ui/core';
import { from, type OperatorFunction } from 'rxjs';
import { agUiRequest } from '../../lib/ag-ui/agUiRequest.js';
import { fromAgUi } from '../../lib/ag-ui/fromAgUi.js';
import { toAgUi } from '../../lib/ag-ui/toAgUi.js';
import type { AnswerEvent } from '../../lib/answer/AnswerEvent.js';
import type { Curve } from './Curve.js';

const range = (size: number): number[] => Array.from({ length: size }, (_, index) => index);

/** Below this size, the part that does not grow hides the one that does. */
const MIN_SIZE = 2_000;

const run = <T, R>(
  name: string,
  operator: () => OperatorFunction<T, R>,
  eventsOf: (size: number) => readonly T[],
): Curve => ({
  name,
  prepare: (size) => {
    const events = eventsOf(size);
    return () => {
      from(events)
        .pipe(operator())
        .subscribe({ error: () => undefined });
    };
  },
  minSize: MIN_SIZE,
});

const received = (name: string, eventsOf: (size: number) => readonly AGUIEvent[]): Curve =>
  run(`fromAgUi: ${name}`, fromAgUi, eventsOf);
const sent = (name: string, eventsOf: (size: number) => readonly AnswerEvent[]): Curve =>
  run(`toAgUi: ${name}`, () => toAgUi({ threadId: 't', runId: 'r' }), eventsOf);

const message = (id: string): AnswerEvent => ({
  type: 'output_item_done',
  item: { type: 'message', id, role: 'assistant', content: [{ type: 'output_text', text: 'word' }] },
});
const completed = { type: 'completed', response_id: 'r', token_usage: null, status: 'completed' } as const;

const calling = (size: number): readonly Message[] => [
  ...range(size).map((index): Message => {
    const called = { id: `call ${index}`, type: 'function' as const, function: { name: 'f', arguments: '{}' } };
    return { id: `${index}`, role: 'assistant', toolCalls: [called] };
  }),
  ...range(size).map((index): Message => ({
    ...{ id: `result ${index}`, role: 'tool', toolCallId: `call ${index}`, content: '' },
  })),
];

const largeFrom = (minSize: number, curve: Curve): Curve => ({ ...curve, minSize });

/** Runs of AG-UI agents. */
export const agUiCurves: readonly Curve[] = [
  largeFrom(
    8_000,
    received('calls with results, of which more wait for approvals', (size) => [
      ...range(size).flatMap((index): readonly AGUIEvent[] => {
        const toolCallId = `call ${index}`;
        return [
          { type: EventType.TOOL_CALL_START, toolCallId, toolCallName: 'f' },
          { type: EventType.TOOL_CALL_END, toolCallId },
          { type: EventType.TOOL_CALL_RESULT, toolCallId, messageId: 'm', content: '' },
        ];
      }),
      { type: EventType.RUN_FINISHED, threadId: 't', runId: 'r', outcome: { type: 'interrupt', interrupts: [] } },
    ]),
  ),
  received('results of a call of the first step', (size) => [
    { type: EventType.TOOL_CALL_START, toolCallId: 'c', toolCallName: 'f' },
    { type: EventType.TOOL_CALL_END, toolCallId: 'c' },
    ...range(size).flatMap((index): readonly AGUIEvent[] => [
      { type: EventType.TEXT_MESSAGE_START, messageId: `${index}`, role: 'assistant' },
      { type: EventType.STEP_FINISHED, stepName: 's', rawEvent: completed },
    ]),
    ...range(4 * size).map((): AGUIEvent => ({
      ...{ type: EventType.TOOL_CALL_RESULT, toolCallId: 'c', messageId: 'm', content: '' },
    })),
  ]),
  sent('messages', (size) => range(size).map((index) => message(`${index}`))),
  sent('text behind as many messages', (size) => [
    ...range(size).map((index) => message(`${index}`)),
    ...range(size).map((): AnswerEvent => ({ type: 'output_text_delta', delta: 'word ' })),
  ]),
  sent('steps', (size) => range(size).flatMap((index): readonly AnswerEvent[] => [message(`${index}`), completed])),
  {
    name: 'agUiRequest: calls with results',
    prepare: (size) => {
      const given = { ...{ threadId: 't', runId: 'r', tools: [], context: [], state: {}, forwardedProps: {} } };
      const resume = [{ interruptId: 'call 0', status: 'resolved' as const, payload: true }];
      const input = { ...given, messages: [...calling(size)], resume };
      return () => agUiRequest(input);
    },
  },
];
