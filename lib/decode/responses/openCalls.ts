import { isJsonObject, nonEmptyText, parseJsonText } from '../../protocol/codec/json.js';
import type { ResponseItem } from '../../protocol/ResponseItem.js';
import type { TextPlace } from '../text/textEvent.js';

type Call = Extract<ResponseItem, { type: 'function_call' | 'custom_tool_call' }>;

/** A call that the server has begun. */
interface OpenCall extends TextPlace {
  readonly call: Call;
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

const isOf = ({ call, output_index, item_id }: OpenCall, place: TextPlace): boolean => {
  if (typeof place.call_id === 'string' && place.call_id === call.call_id) return true;
  if (typeof output_index === 'number' && typeof place.output_index === 'number')
    return output_index === place.output_index;
  return typeof item_id === 'string' && item_id === place.item_id;
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

class Calls implements OpenCalls {
  #calls: readonly OpenCall[] = [];
  readonly #finished: OpenCall[] = [];

  begin(item: ResponseItem, { output_index, item_id }: TextPlace): void {
    if (isCall(item)) this.#calls = [...this.#calls, { call: item, output_index, item_id, input: '' }];
  }

  addInput(place: TextPlace, delta: string): void {
    const call = this.#calls.find((each) => isOf(each, place));
    if (call !== undefined) call.input += delta;
  }

  addWhole(place: TextPlace, name: string, input: string): void {
    const { item_id, call_id, output_index } = place;
    const id = nonEmptyText(call_id) ?? nonEmptyText(item_id);
    if (id === undefined || [...this.#calls, ...this.#finished].some((each) => isOf(each, place))) return;
    const call: Call = { type: 'function_call', name, arguments: input, call_id: id };
    // The position in the list of all items may be another one, so the id is used where there is one.
    const position = typeof item_id === 'string' ? {} : { output_index };
    this.#calls = [...this.#calls, { call, item_id, input: '', ...position }];
  }

  finish(item: ResponseItem, place: TextPlace): void {
    if (!isCall(item)) return;
    const { output_index, item_id } = place;
    this.#calls = this.#calls.filter((each) => !isOf(each, { ...place, call_id: item.call_id }));
    this.#finished.push({ call: item, output_index, item_id, input: '' });
  }

  rest(): readonly ResponseItem[] {
    return this.#calls.map(received).filter(isWhole);
  }
}
