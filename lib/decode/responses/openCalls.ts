import { isJsonObject, parseJsonText } from '../../protocol/codec/json.js';
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

/** The call with the input received; some servers announce a call with its whole input. */
const received = ({ call, input }: OpenCall): Call => {
  if (input === '') return call;
  return call.type === 'function_call' ? { ...call, arguments: input } : { ...call, input };
};

const isWhole = (call: Call): boolean =>
  call.type === 'custom_tool_call' ? call.input !== '' : isJsonObject(parseJsonText(call.arguments));

/** Creates the record of one stream. Some servers finish the arguments of a call, and never the call itself. */
export const openCalls = (): OpenCalls => {
  const open = new Set<OpenCall>();
  const byId = callsBy(({ call }) => call.call_id);
  const byPosition = callsBy(({ place }) => numberIn(place.output_index));
  const byItem = callsBy(({ place }) => textIn(place.item_id));
  // Of the calls without a position, because two positions decide alone.
  const byItemOnly = callsBy(({ place }) =>
    numberIn(place.output_index) === undefined ? textIn(place.item_id) : undefined,
  );
  const indexes = [byId, byPosition, byItem, byItemOnly];
  let count = 0;

  /** The calls at a place: those with its call id, those at its position, those with its item id. */
  const at = ({ call_id, output_index, item_id }: TextPlace): readonly ReadonlySet<OpenCall>[] => {
    const [position, id] = [numberIn(output_index), textIn(item_id)];
    return [byId.at(textIn(call_id)), byPosition.at(position), (position === undefined ? byItem : byItemOnly).at(id)];
  };
  const first = (place: TextPlace): OpenCall | undefined => {
    let found: OpenCall | undefined;
    for (const calls of at(place)) {
      const [call] = calls;
      if (call !== undefined && (found === undefined || call.order < found.order)) found = call;
    }
    return found;
  };

  return {
    begin: (item, { output_index, item_id }) => {
      if (!isCall(item)) return;
      const call = { call: item, place: { output_index, item_id }, order: count++, input: '' };
      open.add(call);
      for (const index of indexes) index.add(call);
    },
    addInput: (place, delta) => {
      const call = first(place);
      if (call !== undefined) call.input += delta;
    },
    finish: (item, place) => {
      if (!isCall(item)) return;
      for (const call of at({ ...place, call_id: item.call_id }).flatMap((calls) => [...calls])) {
        open.delete(call);
        for (const index of indexes) index.remove(call);
      }
    },
    rest: () => [...open].map(received).filter(isWhole),
  };
};
