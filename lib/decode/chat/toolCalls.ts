import type { ChatToolCall } from '../../protocol/ChatChunk.js';
import { isJsonObject, isPresent, nonEmptyText, parseJsonText, writeJsonText } from '../../protocol/codec/json.js';
import type { ResponseEvent } from '../../protocol/ResponseEvent.js';
import type { ResponseItem } from '../../protocol/ResponseItem.js';

/** A call that is being said. */
interface OpenCall {
  /** Unlike any other call's; names a call that never gets an id. */
  readonly key: number;
  readonly kind: 'function_call' | 'custom_tool_call';
  id: string | undefined;
  name: string | undefined;
  input: string;
  /** True once it was announced: from then on its input is told as it comes. */
  announced: boolean;
}

/** The tool calls of one answer. */
export interface ToolCalls {
  readonly isEmpty: boolean;
  /** Whether the call with a piece's id has begun. */
  knows(piece: ChatToolCall): boolean;
  /** Takes one piece of one call. */
  add(piece: ChatToolCall): readonly ResponseEvent[];
  /** All calls as they stand, in the order in which they were first seen. */
  items(): readonly ResponseItem[];
}

/** One piece, read. */
interface Piece {
  readonly kind: OpenCall['kind'];
  readonly id: string | undefined;
  readonly index: number | undefined;
  readonly name: string | undefined;
  /** What it adds to the arguments. */
  readonly added: string;
}

/** Arguments come as text; some servers send the object itself. One that cannot be written is none. */
const textOfInput = (input: unknown): string => {
  if (!isPresent(input)) return '';
  return typeof input === 'string' ? input : (writeJsonText(input) ?? '');
};

const isIndex = (index: unknown): index is number => typeof index === 'number' && Number.isInteger(index) && index >= 0;

const readPiece = ({ id, index, function: called, custom }: ChatToolCall): Piece => {
  const [fn, tool] = [called, custom].map((each) => (isJsonObject(each) ? each : undefined));
  return {
    kind: tool === undefined ? 'function_call' : 'custom_tool_call',
    id: nonEmptyText(id),
    index: isIndex(index) ? index : undefined,
    name: nonEmptyText(tool?.['name']) ?? nonEmptyText(fn?.['name']),
    added: textOfInput(tool === undefined ? fn?.['arguments'] : tool['input']),
  };
};

const isWhole = (input: string): boolean => input.trimEnd().endsWith('}') && isJsonObject(parseJsonText(input));

/** Whether a piece that may be the rest of `call` begins a call of its own: it names a function, and not only repeats. */
const beginsAnother = (call: OpenCall, { index, name, added }: Piece): boolean => {
  if (name === undefined) return false;
  const isRenamed = call.name !== undefined && call.name !== name;
  // What follows a whole object, '{"a":1}' and then '{"b":2}', can only be another call's. Without an index, only the
  // name can tell calls apart.
  return isWhole(call.input) ? added !== '' || isRenamed : isRenamed && index === undefined;
};

const itemOf = ({ kind, name = '' }: OpenCall, call_id: string, input: string): ResponseItem =>
  kind === 'custom_tool_call' ? { type: kind, call_id, name, input } : { type: kind, name, arguments: input, call_id };

/**
 * Puts tool calls together from their pieces. A piece belongs to the call with its id, else to the last one with its
 * index, else to the last one touched; an unknown id begins a call, unless the call at its index has none yet. The first
 * name wins. Nothing is dropped and nothing is merged: a piece that names a function although the arguments so far are
 * whole begins a call too. Source: wire.md 5, design 7 "Chat tool calls", demands.md D28–D32, D48.
 */
export const toolCalls = (): ToolCalls => {
  // Maps, not arrays and objects: indices may be huge, ids may be "constructor".
  const calls = new Map<number, OpenCall>();
  const byIndex = new Map<number, OpenCall>();
  const byId = new Map<string, OpenCall>();
  let latest: OpenCall | undefined;

  const freeKey = (wanted: number | undefined): number => {
    if (wanted !== undefined && !calls.has(wanted)) return wanted;
    let key = calls.size;
    while (calls.has(key)) key++;
    return key;
  };

  const begin = (kind: OpenCall['kind'], index: number | undefined): OpenCall => {
    const key = freeKey(index);
    const call: OpenCall = { key, kind, id: undefined, name: undefined, input: '', announced: false };
    calls.set(key, call);
    byIndex.set(index ?? key, call);
    return call;
  };

  const find = ({ id, index }: Piece): OpenCall | undefined => {
    const here = index === undefined ? undefined : byIndex.get(index);
    if (id !== undefined) return here?.id === undefined ? here : undefined;
    return index === undefined ? latest : here;
  };

  const callOf = (piece: Piece): OpenCall => {
    const known = piece.id === undefined ? undefined : byId.get(piece.id);
    if (known !== undefined) return known;
    const found = find(piece);
    return found === undefined || beginsAnother(found, piece) ? begin(piece.kind, piece.index) : found;
  };

  const announce = (call: OpenCall, added: string): readonly ResponseEvent[] => {
    const { id, name } = call;
    if (id === undefined || name === undefined) return [];
    const delta = call.announced ? added : call.input;
    const events: ResponseEvent[] = call.announced ? [] : [{ type: 'output_item_added', item: itemOf(call, id, '') }];
    call.announced = true;
    return delta === '' ? events : [...events, { type: 'tool_call_input_delta', delta, call_id: id }];
  };

  /** A call without an id gets one that no other call has. */
  const idOf = ({ id, key }: OpenCall): string => {
    let made = `tool-call-${key}`;
    while (id === undefined && byId.has(made)) made += '-';
    return id ?? made;
  };

  return {
    get isEmpty() {
      return calls.size === 0;
    },
    knows: (given) => byId.has(readPiece(given).id ?? ''),
    add: (given) => {
      const piece = readPiece(given);
      const call = callOf(piece);
      if (piece.id !== undefined) {
        call.id ??= piece.id;
        byId.set(piece.id, call);
      }
      // A call that began without an index may go on with one.
      if (piece.index !== undefined && !byIndex.has(piece.index)) byIndex.set(piece.index, call);
      call.name ??= piece.name;
      call.input += piece.added;
      latest = call;
      return announce(call, piece.added);
    },
    items: () => [...calls.values()].map((call) => itemOf(call, idOf(call), call.input)),
  };
};
