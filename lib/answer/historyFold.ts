import type { AnswerItem } from './Answer.js';
import type { AnswerEvent } from './AnswerEvent.js';
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
  readonly finished: ToolFinished[];
  isOver: boolean;
}

const newStep = (): Step => ({ items: stepItems(), received: itemFold(), finished: [], isOver: false });

const isCallOf = (item: ResponseItem, { call }: ToolFinished): boolean =>
  isToolCall(item) && item.call_id === call.call_id;

const itemsOf = ({ items, received, finished, isOver }: Step): readonly ResponseItem[] => {
  const whole = items.list();
  const outputs = whole.filter(isToolCall).flatMap((item) => {
    // The same object first: some servers use one id for all calls of an answer.
    const event = finished.find(({ call }) => call === item) ?? finished.find((each) => isCallOf(item, each));
    return event === undefined ? [] : [toolOutputItem(item, event.output)];
  });
  return [...whole, ...outputs, ...(isOver ? [] : received.list().flatMap(incompleteMessage))];
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
    const called = [...steps].reverse().find(({ items }) => items.list().some((item) => isCallOf(item, event)));
    called?.finished.push(event);
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
