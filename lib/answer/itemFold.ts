import type { AnswerItem, AnswerMessage, AnswerOther, AnswerReasoning, AnswerToolCall } from './Answer.js';
import type { AnswerEvent } from './AnswerEvent.js';
import type { EventPlace } from '../protocol/ResponseEvent.js';
import type { ResponseItem } from '../protocol/ResponseItem.js';
import { incompleteReasoning } from './items/incompleteReasoning.js';
import { itemLists, type ItemLists } from './items/itemLists.js';
import { runState, type RunEvent } from './items/runState.js';
import { idOf, isCall, isMessage, isOther, isReasoning, openItems } from './items/openItems.js';
import type { Slot } from './items/Slot.js';
import {
  finishedItem,
  isToolCall,
  itemFromDeltas,
  NEW_CALL,
  NEW_MESSAGE,
  NEW_REASONING,
  newItem,
} from './itemSnapshot.js';

/** The items of an answer while they are received. A state machine without RxJS; create one per subscription. */
export interface ItemFold {
  /** Applies an event and returns the items that it completes. */
  onEvent(event: AnswerEvent): readonly ResponseItem[];
  /** Finishes messages and reasoning that have text but were never completed, and returns them, reasoning first. */
  settle(): readonly ResponseItem[];
  /** All items, and those of each kind, in order of their start. */
  readonly lists: ItemLists;
}

const NONE: readonly ResponseItem[] = [];

/**
 * Assembles the items of an answer from events.
 *
 * Items are identified by position as well as by id, because some servers change the ids with every event. A delta
 * belongs to the open item with the same `output_index` or `call_id` or, if none matches, to the latest open item of
 * its type. If there is none, the delta begins an item. A finished item completes the open item with the same id or, if
 * none matches, the first open item of its type.
 *
 * A completion closes all open items, and the next step (request of a tool loop) adds to the list. A reset removes the
 * items of the failed step. The time per event depends neither on the length of the text before it nor on the number of
 * items.
 */
// docs/decisions.md: identity of items
export const itemFold = (): ItemFold => {
  let slots: Slot[] = [];
  let open = openItems();
  let latestCall = new Map<string, Slot<AnswerToolCall>>(); // some servers use the same id for a call of every step
  let hostedById = new Map<string, Slot<AnswerOther>>(); // of this step
  let incomplete = incompleteReasoning<Slot>(); // of this step
  let stepStart = 0; // the index of the first item of this step
  const kept = itemLists();

  const change = <T extends AnswerItem>(slot: Slot<T>, item: T): void => {
    const isOfAnotherKind = slot.item.type !== item.type;
    slot.item = item;
    if (item.done) open.close(slot);
    if (isCall(slot)) latestCall.set(slot.item.call_id, slot);
    if (isOfAnotherKind) kept.reset(slots);
    else kept.set(slot);
  };
  const begin = <T extends AnswerItem>(item: T, id?: string): Slot<T> => {
    const slot: Slot<T> = { item, id, order: slots.length };
    slots.push(slot);
    kept.add(slot);
    if (!item.done) open.add(slot);
    if (isCall(slot)) latestCall.set(slot.item.call_id, slot);
    if (isOther(slot) && id !== undefined && !hostedById.has(id)) hostedById.set(id, slot);
    return slot;
  };

  const messageAt = (output_index: number | undefined): Slot<AnswerMessage> => {
    const slot = open.message(output_index) ?? begin(NEW_MESSAGE);
    if (output_index !== undefined && slot.output_index === undefined) open.place(slot, output_index);
    return slot;
  };

  const reasoning = (): Slot<AnswerReasoning> => open.lastReasoning() ?? begin(NEW_REASONING);

  const changeSummary = (index: number, changeText: (text: string) => string): void => {
    const slot = reasoning();
    const parts = slot.item.summary.slice();
    // The index only distinguishes parts. It is not used as a position beyond the end of the list: a huge index would
    // create a huge list.
    const known = slot.part?.index === index ? slot.part.position : index;
    const position = known >= 0 && known < parts.length ? known : parts.length;
    parts[position] = changeText(parts[position] ?? '');
    slot.part = { index, position };
    change(slot, { ...slot.item, summary: parts });
  };

  const addInput = (delta: string, call_id: string | undefined, item_id: string | undefined): void => {
    const slot =
      open.call(call_id, item_id) ?? open.lastCall() ?? begin({ ...NEW_CALL, call_id: call_id ?? '' }, item_id);
    change(slot, { ...slot.item, arguments: slot.item.arguments + delta });
  };

  /** Returns the open item that `item` completes. */
  const openFor = (item: ResponseItem): Slot | undefined =>
    isToolCall(item) ? (open.call(item.call_id, idOf(item)) ?? open.call('', undefined)) : open.alike(item);

  const finish = (item: ResponseItem): readonly ResponseItem[] => {
    const repeated = incomplete.take(item);
    const slot = repeated ?? openFor(item) ?? begin(newItem(item));
    const done = finishedItem(slot.item, item);
    change(slot, done);
    if (done.item === undefined) return NONE;
    incomplete.add(done.item, slot);
    return [done.item];
  };

  const settle = (): readonly ResponseItem[] => {
    const unfinished = [...open.all];
    return [...unfinished.filter(isReasoning), ...unfinished.filter(isMessage)].flatMap((slot) => {
      const item = itemFromDeltas(slot.item);
      if (item === undefined) return [];
      change<AnswerItem>(slot, { ...slot.item, done: true, item });
      return [item];
    });
  };

  /** Changes the item of a tool that the server runs. Without one, nothing is shown: the finished item follows. */
  const changeHosted = ({ item_id }: EventPlace, changes: (item: AnswerOther) => Partial<AnswerOther>): void => {
    const slot = (item_id === undefined ? undefined : hostedById.get(item_id)) ?? open.lastOther();
    if (slot !== undefined) change(slot, { ...slot.item, ...changes(slot.item) });
  };

  const run = (event: RunEvent): void => {
    const slot = latestCall.get(event.call.call_id);
    if (slot !== undefined) change(slot, { ...slot.item, ...runState(event) });
  };

  /** Begins a step. What is still open belongs to the step before. */
  const beginStep = (): void => {
    stepStart = slots.length;
    open = openItems();
    hostedById = new Map();
    incomplete = incompleteReasoning();
  };

  const onEvent = (event: AnswerEvent): readonly ResponseItem[] => {
    switch (event.type) {
      case 'output_item_added':
        begin(newItem(event.item), idOf(event.item));
        return NONE;
      case 'output_text_delta': {
        if (event.delta === '') return NONE;
        const slot = messageAt(event.output_index);
        change(slot, { ...slot.item, text: slot.item.text + event.delta });
        return NONE;
      }
      case 'refusal_delta': {
        const slot = messageAt(event.output_index);
        change(slot, { ...slot.item, refusal: slot.item.refusal + event.delta });
        return NONE;
      }
      case 'audio_transcript_delta': {
        const slot = messageAt(event.output_index);
        change(slot, { ...slot.item, transcript: (slot.item.transcript ?? '') + event.delta });
        return NONE;
      }
      case 'reasoning_content_delta': {
        if (event.delta === '') return NONE;
        const slot = reasoning();
        change(slot, { ...slot.item, text: slot.item.text + event.delta });
        return NONE;
      }
      case 'reasoning_summary_delta':
        changeSummary(event.summary_index, (text) => text + event.delta);
        return NONE;
      case 'reasoning_summary_done':
        changeSummary(event.summary_index, () => event.text);
        return NONE;
      case 'tool_call_input_delta':
        addInput(event.delta, event.call_id, event.item_id);
        return NONE;
      case 'annotation_added': {
        const slot = messageAt(event.output_index);
        change(slot, { ...slot.item, annotations: [...(slot.item.annotations ?? []), event.annotation] });
        return NONE;
      }
      case 'hosted_tool_progress':
        changeHosted(event, () => ({ progress: event.status }));
        return NONE;
      case 'hosted_tool_input_delta':
        changeHosted(event, ({ input = '' }) => ({ input: input + event.delta }));
        return NONE;
      case 'image_partial':
        changeHosted(event, () => ({ image: event.image }));
        return NONE;
      case 'output_item_done':
        return finish(event.item);
      case 'tool_approval_requested':
      case 'tool_started':
      case 'tool_progress':
      case 'tool_finished':
        run(event);
        return NONE;
      case 'completed': {
        const rest = settle();
        beginStep();
        return rest;
      }
      case 'reset':
        slots = slots.slice(0, stepStart);
        beginStep();
        latestCall = new Map(slots.filter(isCall).map((slot) => [slot.item.call_id, slot]));
        kept.reset(slots);
        return NONE;
      default:
        return NONE;
    }
  };

  return { onEvent, settle, lists: kept.lists };
};
