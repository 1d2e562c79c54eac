import { isJsonObject, nonEmptyText, parseJsonText } from '../../protocol/codec/json.js';
import type { ResponseItem } from '../../protocol/ResponseItem.js';
import type { TextPlace } from '../text/textEvent.js';

type Call = Extract<ResponseItem, { type: 'function_call' | 'custom_tool_call' }>;

/** A call that the server has begun. */
interface OpenCall {
  readonly call: Call;
  readonly place: TextPlace;
  /** The number of calls begun before it. */
  readonly order: number;
  input: string;
}

/** The calls of one stream that were begun and not finished. */
export interface OpenCalls {
  begin(item: ResponseItem, place: TextPlace): void;
  addInput(place: TextPlace, delta: string): void;
  /** Records a call whose item the server has not sent, from a frame with its name and its whole input. */
  addWhole(place: TextPlace, name: string, input: string): void;
  finish(item: ResponseItem, place: TextPlace): void;
  /** The calls whose input is whole although the server has not finished them. */
  rest(): readonly ResponseItem[];
}

const isCall = (item: ResponseItem): item is Call => item.type === 'function_call' || item.type === 'custom_tool_call';

const NO_CALLS: ReadonlySet<OpenCall> = new Set();

/** Calls by one of their members. */
const callsBy = (keyOf: (call: OpenCall) => unknown) => {
  const calls = new Map<unknown, Set<OpenCall>>();
  return {
    at: (key: unknown): ReadonlySet<OpenCall> => (key === undefined ? NO_CALLS : (calls.get(key) ?? NO_CALLS)),
    add: (call: OpenCall): void => {
      const key = keyOf(call);
      const known = calls.get(key);
      if (known === undefined) calls.set(key, new Set([call]));
      else known.add(call);
    },
    remove: (call: OpenCall): void => {
      calls.get(keyOf(call))?.delete(call);
    },
  };
};

const textIn = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const numberIn = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

/** Calls by what identifies them. */
const callIndex = () => {
  const byId = callsBy(({ call }) => call.call_id);
  const byPosition = callsBy(({ place }) => numberIn(place.output_index));
  const byItem = callsBy(({ place }) => textIn(place.item_id));
  // Of the calls without a position, because two positions decide alone.
  const byItemOnly = callsBy(({ place }) =>
    numberIn(place.output_index) === undefined ? textIn(place.item_id) : undefined,
  );
  const indexes = [byId, byPosition, byItem, byItemOnly];
  return {
    add: (call: OpenCall): void => indexes.forEach((index) => index.add(call)),
    remove: (call: OpenCall): void => indexes.forEach((index) => index.remove(call)),
    /** The calls at a place: those with its call id, those at its position, those with its item id. */
    at: ({ call_id, output_index, item_id }: TextPlace): readonly ReadonlySet<OpenCall>[] => {
      const [position, id] = [numberIn(output_index), textIn(item_id)];
      return [byId.at(textIn(call_id)), byPosition.at(position), (position === undefined ? byItem : byItemOnly).at(id)];
    },
  };
};

/** The call with the input received; some servers announce a call with its whole input. */
const received = ({ call, input }: OpenCall): Call => {
  if (input === '') return call;
  return call.type === 'function_call' ? { ...call, arguments: input } : { ...call, input };
};

const isWhole = (call: Call): boolean =>
  call.type === 'custom_tool_call' ? call.input !== '' : isJsonObject(parseJsonText(call.arguments));

/** Creates the record of one stream. Some servers finish the arguments of a call, and never the call itself. */
export const openCalls = (): OpenCalls => new Calls();

/** Makes the record with the first call: most answers have none, and its indexes take memory in each open answer. */
class Calls implements OpenCalls {
  #record: OpenCalls | undefined;

  begin(item: ResponseItem, place: TextPlace): void {
    if (isCall(item)) this.#made().begin(item, place);
  }

  addInput(place: TextPlace, delta: string): void {
    this.#record?.addInput(place, delta);
  }

  addWhole(place: TextPlace, name: string, input: string): void {
    this.#made().addWhole(place, name, input);
  }

  finish(item: ResponseItem, place: TextPlace): void {
    if (isCall(item)) this.#made().finish(item, place);
  }

  rest(): readonly ResponseItem[] {
    return this.#record?.rest() ?? [];
  }

  #made(): OpenCalls {
    return (this.#record ??= callRecord());
  }
}

const callRecord = (): OpenCalls => {
  const open = new Set<OpenCall>();
  const index = callIndex(); // of those in `open`
  const finished = callIndex();
  let count = 0;

  const add = (call: Call, place: TextPlace): void => {
    const begun = { call, place, order: count++, input: '' };
    open.add(begun);
    index.add(begun);
  };
  const first = (place: TextPlace): OpenCall | undefined => {
    let found: OpenCall | undefined;
    for (const calls of index.at(place)) {
      const [call] = calls;
      if (call !== undefined && (found === undefined || call.order < found.order)) found = call;
    }
    return found;
  };

  return {
    begin: (item, { output_index, item_id }) => {
      if (isCall(item)) add(item, { output_index, item_id });
    },
    addInput: (place, delta) => {
      const call = first(place);
      if (call !== undefined) call.input += delta;
    },
    addWhole: (place, name, input) => {
      const { item_id, call_id, output_index } = place;
      const id = nonEmptyText(call_id) ?? nonEmptyText(item_id);
      if (id === undefined || [...index.at(place), ...finished.at(place)].some(({ size }) => size > 0)) return;
      // The position in the list of all items may be another one, so the id is used where there is one.
      add(
        { type: 'function_call', name, arguments: input, call_id: id },
        typeof item_id === 'string' ? { item_id } : { output_index },
      );
    },
    finish: (item, place) => {
      if (!isCall(item)) return;
      for (const call of index.at({ ...place, call_id: item.call_id }).flatMap((calls) => [...calls])) {
        open.delete(call);
        index.remove(call);
      }
      const { output_index, item_id } = place;
      finished.add({ call: item, place: { output_index, item_id }, order: count++, input: '' });
    },
    rest: () => [...open].map(received).filter(isWhole),
  };
};
