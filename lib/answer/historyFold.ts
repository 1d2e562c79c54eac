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

/** The items of a step that is not over. */
interface OpenStep {
  readonly items: StepItems;
  /** The items as they are received, for the text of a message without an end. */
  readonly received: ItemFold;
}

/** One step of an answer, with the outputs of its calls. */
interface Step {
  /** Undefined once the step is over: it takes a hundred times the memory of its items. */
  open: OpenStep | undefined;
  /** The items of a step that is over. */
  whole: readonly ResponseItem[];
  /** The first end of each call, and of each call id: some servers use one id for all calls of an answer. */
  readonly finishedCalls: Map<ToolCall, ToolFinished>;
  readonly finishedIds: Map<string, ToolFinished>;
}

const newStep = (): Step => ({
  open: { items: stepItems(), received: itemFold() },
  whole: [],
  finishedCalls: new Map(),
  finishedIds: new Map(),
});

const itemsOf = ({ open, whole, finishedCalls, finishedIds }: Step): readonly ResponseItem[] => {
  const items = open?.items.list() ?? whole;
  const outputs = items.filter(isToolCall).flatMap((item) => {
    const event = finishedCalls.get(item) ?? finishedIds.get(item.call_id);
    return event === undefined ? [] : [toolOutputItem(item, event.output)];
  });
  return [...items, ...outputs, ...(open?.received.lists.all.copy().flatMap(incompleteMessage) ?? [])];
};

/**
 * Collects the items of an answer in the order in which `runTools` sends them: those of a step as the server finished
 * them, then the outputs of its calls, in the order of the calls.
 */
export const historyFold = (): HistoryFold => {
  const steps: Step[] = [];
  /** The latest step that is over and has a call with this id. */
  const stepOfCall = new Map<string, Step>();

  const currentStep = (): Step => {
    const last = steps.at(-1);
    if (last?.open !== undefined) return last;
    const step = newStep();
    steps.push(step);
    return step;
  };

  const onToolFinished = (event: ToolFinished): void => {
    const { call } = event;
    const last = steps.at(-1);
    const step = last?.open?.items.hasCall(call.call_id) === true ? last : stepOfCall.get(call.call_id);
    if (step === undefined) return;
    if (!step.finishedCalls.has(call)) step.finishedCalls.set(call, event);
    if (!step.finishedIds.has(call.call_id)) step.finishedIds.set(call.call_id, event);
  };

  return {
    onEvent: (event) => {
      if (event.type === 'tool_finished') return onToolFinished(event);
      if (event.type === 'tool_started') return;
      const step = currentStep();
      step.open?.items.onEvent(event);
      step.open?.received.onEvent(event);
      if (event.type !== 'completed') return;
      step.whole = step.open?.items.list() ?? [];
      for (const item of step.whole) if (isToolCall(item)) stepOfCall.set(item.call_id, step);
      step.open = undefined;
    },
    list: () => steps.flatMap(itemsOf),
  };
};
