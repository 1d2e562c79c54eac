import type { AnswerItem, AnswerMessage, AnswerOther, AnswerReasoning, AnswerToolCall } from './Answer.js';
import type { AnswerEvent, ToolEvent } from './AnswerEvent.js';
import { completesReasoning } from './completesReasoning.js';
import { isJsonObject, nonEmptyText } from '../protocol/codec/json.js';
import type { EventPlace } from '../protocol/ResponseEvent.js';
import type { ResponseItem } from '../protocol/ResponseItem.js';
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
  /** Returns all items, in order of their start. The list is the same object until an item changes. */
  list(): readonly AnswerItem[];
}

/** An item, with the identifiers that its deltas use. */
interface Slot<T extends AnswerItem = AnswerItem> {
  item: T;
  readonly id?: string | undefined;
  output_index?: number | undefined;
  /** The `summary_index` of the last summary delta, and the position of its part in the list of summary parts. */
  part?: { readonly index: number; readonly position: number };
}

const isMessage = (slot: Slot): slot is Slot<AnswerMessage> =>
  slot.item.type === 'message' && slot.item.role === 'assistant';
const isReasoning = (slot: Slot): slot is Slot<AnswerReasoning> => slot.item.type === 'reasoning';
const isOther = (slot: Slot): slot is Slot<AnswerOther> => slot.item.type === 'other';
const isCall = (slot: Slot): slot is Slot<AnswerToolCall> => slot.item.type === 'tool_call';

/** The type of an item; for one that could not be read, the type that the server gave it. */
const typeOf = (item: ResponseItem): unknown =>
  item.type === 'other' && isJsonObject(item.raw) ? item.raw['type'] : item.type;

const isOfKind = ({ item: existing }: Slot, item: ResponseItem): boolean => {
  if (existing.type === 'other') return typeOf(existing.item) === typeOf(item);
  // Its deltas already are an item: the unreadable one must not stand beside it.
  if (item.type === 'other') return existing.type === typeOf(item);
  return item.type === 'message'
    ? existing.type === 'message' && existing.role === item.role
    : existing.type === item.type;
};

const idOf = (item: ResponseItem): string | undefined => {
  const members = item.type === 'other' ? item.raw : item;
  return isJsonObject(members) ? nonEmptyText(members['id']) : undefined;
};

/** The list of items of an answer before the first event. */
export const NO_ITEMS: readonly AnswerItem[] = [];

/** An event of the run of one call. */
type RunEvent = Exclude<ToolEvent, { type: 'tools_suspended' }>;

/** The members of a call that an event of its run changes. */
const runState = (event: RunEvent): Partial<AnswerToolCall> => {
  switch (event.type) {
    case 'tool_approval_requested':
      return { run: 'waiting' };
    case 'tool_started':
      return { run: 'running' };
    case 'tool_progress':
      return { progress: event.output };
    case 'tool_finished':
      return { run: event.outcome, output: event.output };
  }
};

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
 * items of the failed step. The time per delta does not depend on the length of the text before it.
 */
// docs/decisions.md: identity of items
export const itemFold = (): ItemFold => {
  let slots: Slot[] = [];
  // Kept apart, so that an answer with thousands of finished items costs no more per event.
  let openSlots = new Set<Slot>();
  let latestCall = new Map<string, Slot<AnswerToolCall>>(); // some servers use the same id for a call of every step
  let stepStart = 0; // the index of the first item of this step
  let listed: readonly AnswerItem[] | undefined = NO_ITEMS;

  const index = (slot: Slot): void => {
    if (slot.item.done) openSlots.delete(slot);
    if (isCall(slot)) latestCall.set(slot.item.call_id, slot);
  };
  const change = <T extends AnswerItem>(slot: Slot<T>, item: T): void => {
    slot.item = item;
    listed = undefined;
    index(slot);
  };
  const begin = <T extends AnswerItem>(slot: Slot<T>): Slot<T> => {
    slots.push(slot);
    openSlots.add(slot);
    listed = undefined;
    index(slot);
    return slot;
  };
  const open = (): readonly Slot[] => [...openSlots];

  const messageAt = (output_index: number | undefined): Slot<AnswerMessage> => {
    const messages = open().filter(isMessage);
    const [placed] = messages.filter((message) => output_index !== undefined && message.output_index === output_index);
    const free = messages.filter((message) => output_index === undefined || message.output_index === undefined);
    const slot = placed ?? free.at(-1) ?? begin({ item: NEW_MESSAGE });
    slot.output_index ??= output_index;
    return slot;
  };

  const reasoning = (): Slot<AnswerReasoning> => open().filter(isReasoning).at(-1) ?? begin({ item: NEW_REASONING });

  const changeSummary = (index: number, changeText: (text: string) => string): void => {
    const slot = reasoning();
    const parts = [...slot.item.summary];
    // The index only distinguishes parts. It is not used as a position beyond the end of the list: a huge index would
    // create a huge list.
    const known = slot.part?.index === index ? slot.part.position : index;
    const position = known >= 0 && known < parts.length ? known : parts.length;
    parts[position] = changeText(parts[position] ?? '');
    slot.part = { index, position };
    change(slot, { ...slot.item, summary: parts });
  };

  const callOf = (call_id: string | undefined, item_id: string | undefined): Slot<AnswerToolCall> | undefined => {
    const calls = open().filter(isCall);
    return (
      calls.find(({ item }) => item.call_id === call_id) ??
      calls.find(({ id }) => item_id !== undefined && id === item_id)
    );
  };

  const addInput = (delta: string, call_id: string | undefined, item_id: string | undefined): void => {
    const slot =
      callOf(call_id, item_id) ??
      open().filter(isCall).at(-1) ??
      begin({ item: { ...NEW_CALL, call_id: call_id ?? '' }, id: item_id });
    change(slot, { ...slot.item, arguments: slot.item.arguments + delta });
  };

  /** Returns the open item that `item` completes. */
  const openFor = (item: ResponseItem): Slot | undefined => {
    const id = idOf(item);
    if (isToolCall(item)) return callOf(item.call_id, id) ?? callOf('', undefined);
    const alike = open().filter((slot) => isOfKind(slot, item));
    return alike.find((slot) => id !== undefined && slot.id === id) ?? alike[0];
  };

  const finish = (item: ResponseItem): readonly ResponseItem[] => {
    const step = item.type === 'reasoning' ? slots.slice(stepStart) : [];
    const repeated = step.find((each) => completesReasoning(each.item.item, item));
    const slot = repeated ?? openFor(item) ?? begin({ item: newItem(item) });
    const done = finishedItem(slot.item, item);
    change(slot, done);
    return done.item === undefined ? NONE : [done.item];
  };

  const settle = (): readonly ResponseItem[] => {
    const slots = open();
    return [...slots.filter(isReasoning), ...slots.filter(isMessage)].flatMap((slot) => {
      const item = itemFromDeltas(slot.item);
      if (item === undefined) return [];
      change<AnswerItem>(slot, { ...slot.item, done: true, item });
      return [item];
    });
  };

  /** Changes the item of a tool that the server runs. Without one, nothing is shown: the finished item follows. */
  const changeHosted = ({ item_id }: EventPlace, changes: (item: AnswerOther) => Partial<AnswerOther>): void => {
    const hosted = slots.slice(stepStart).filter(isOther);
    const slot =
      hosted.find(({ id }) => id !== undefined && id === item_id) ?? hosted.filter(({ item }) => !item.done).at(-1);
    if (slot !== undefined) change(slot, { ...slot.item, ...changes(slot.item) });
  };

  const run = (event: RunEvent): void => {
    const slot = latestCall.get(event.call.call_id);
    if (slot !== undefined) change(slot, { ...slot.item, ...runState(event) });
  };

  const onEvent = (event: AnswerEvent): readonly ResponseItem[] => {
    switch (event.type) {
      case 'output_item_added':
        begin({ item: newItem(event.item), id: idOf(event.item) });
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
        stepStart = slots.length;
        openSlots = new Set();
        return rest;
      }
      case 'reset':
        slots = slots.slice(0, stepStart);
        openSlots = new Set();
        latestCall = new Map(slots.filter(isCall).map((slot) => [slot.item.call_id, slot]));
        listed = undefined;
        return NONE;
      default:
        return NONE;
    }
  };

  return { onEvent, settle, list: () => (listed ??= slots.map(({ item }) => item)) };
};
