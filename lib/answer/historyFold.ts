import type { AnswerItem } from './Answer.js';
import type { AnswerEvent, ToolCall } from './AnswerEvent.js';
import type { ResponseItem } from '../protocol/ResponseItem.js';
import { itemFold, type ItemFold } from './itemFold.js';
import { isToolCall } from './itemSnapshot.js';
import { stepItems, type StepItems } from './stepItems.js';
import { toolOutputItem } from './toolOutputItem.js';

/** Collects what an answer adds to its conversation. A plain state machine, created per answer. */
export interface HistoryFold {
  onEvent(event: AnswerEvent): void;
  /** The items so far. A message that has text but no end is added as far as it was received. */
  list(): readonly ResponseItem[];
}

/** The received part of a message that the server has not finished. */
const incompleteMessage = (item: AnswerItem): readonly ResponseItem[] =>
  item.type === 'message' && !item.done && item.role === 'assistant' && item.text !== ''
    ? [
        {
          type: 'message',
          role: 'assistant',
          status: 'incomplete',
          content: [{ type: 'output_text', text: item.text }],
        },
      ]
    : [];

type ToolFinished = Extract<AnswerEvent, { type: 'tool_finished' }>;

/** One step of an answer, with the outputs of its calls. */
interface Step {
  readonly items: StepItems;
  /** The items as they are received, for the text of a message without an end. */
  readonly received: ItemFold;
  /** The first end of each call, and of each call id: some servers use one id for all calls of an answer. */
  readonly finishedCalls: Map<ToolCall, ToolFinished>;
  readonly finishedIds: Map<string, ToolFinished>;
  isOver: boolean;
}

const newStep = (): Step => ({
  items: stepItems(),
  received: itemFold(),
  finishedCalls: new Map(),
  finishedIds: new Map(),
  isOver: false,
});

const itemsOf = ({ items, received, finishedCalls, finishedIds, isOver }: Step): readonly ResponseItem[] => {
  const whole = items.list();
  const outputs = whole.filter(isToolCall).flatMap((item) => {
    const event = finishedCalls.get(item) ?? finishedIds.get(item.call_id);
    return event === undefined ? [] : [toolOutputItem(item, event.output)];
  });
  return [...whole, ...outputs, ...(isOver ? [] : received.lists.all.copy().flatMap(incompleteMessage))];
};

/**
 * Collects the items of an answer in the order in which `runTools` sends them: those of a step as the server finished
 * them, then the outputs of its calls, in the order of the calls.
 */
export const historyFold = (): HistoryFold => {
  const steps: Step[] = [];

  const currentStep = (): Step => {
    const last = steps.at(-1);
    if (last !== undefined && !last.isOver) return last;
    const step = newStep();
    steps.push(step);
    return step;
  };

  const onToolFinished = (event: ToolFinished): void => {
    const { call } = event;
    for (let index = steps.length - 1; index >= 0; index--) {
      const step = steps[index];
      if (step?.items.hasCall(call.call_id) !== true) continue;
      if (!step.finishedCalls.has(call)) step.finishedCalls.set(call, event);
      if (!step.finishedIds.has(call.call_id)) step.finishedIds.set(call.call_id, event);
      return;
    }
  };

  return {
    onEvent: (event) => {
      if (event.type === 'tool_finished') return onToolFinished(event);
      if (event.type === 'tool_started') return;
      const step = currentStep();
      step.items.onEvent(event);
      step.received.onEvent(event);
      step.isOver = event.type === 'completed';
    },
    list: () => steps.flatMap(itemsOf),
  };
};
