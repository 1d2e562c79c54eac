import type { ChatToolCall } from '../../protocol/ChatChunk.js';
import { isJsonObject, isPresent, nonEmptyText, writeJsonText, type JsonObject } from '../../protocol/codec/json.js';
import { stateIn } from '../../protocol/opaqueState.js';
import type { ResponseEvent } from '../../protocol/ResponseEvent.js';
import type { ResponseItem } from '../../protocol/ResponseItem.js';
import { expectFewOpen } from '../expectFewOpen.js';
import { endsInHalf, withoutHalf } from '../text/wholeCharacters.js';
import { joinState } from './joinState.js';
import { wholeInput, type WholeInput } from './wholeInput.js';

/** A call whose pieces are being received. */
interface OpenCall {
  /** A unique number, used as the id of a call that never receives one. */
  readonly key: number;
  readonly kind: 'function_call' | 'custom_tool_call';
  id: string | undefined;
  name: string | undefined;
  input: string;
  readonly whole: WholeInput;
  /** The end of `input` that was not emitted as a delta. */
  pending: string;
  /** The pieces of the members that only the server can read, such as Gemini's `extra_content`. */
  readonly state: JsonObject[];
  /** Becomes true once `output_item_added` has been emitted. From then on, each piece of input is emitted immediately. */
  announced: boolean;
}

/** The tool calls of one answer. */
export interface ToolCalls {
  readonly isEmpty: boolean;
  /** Returns true if a call with the id of this piece exists. */
  has(piece: ChatToolCall): boolean;
  /** Adds one piece of one call and returns the events that it yields. */
  add(piece: ChatToolCall): readonly ResponseEvent[];
  /** Returns the events of the halves of characters that nothing has completed, as U+FFFD. */
  flush(): readonly ResponseEvent[];
  /** All calls as received so far, in the order of their first pieces. */
  items(): readonly ResponseItem[];
}

/** One piece after validation. */
interface Piece {
  readonly kind: OpenCall['kind'];
  readonly id: string | undefined;
  readonly index: number | undefined;
  readonly name: string | undefined;
  /** The text that the piece adds to the arguments. */
  readonly added: string;
  readonly state: JsonObject;
}

const NO_STATE: JsonObject = {};
const CALL_MEMBERS: ReadonlySet<string> = new Set(['id', 'index', 'type', 'function', 'custom']);
const FUNCTION_MEMBERS: ReadonlySet<string> = new Set(['name', 'arguments', 'input']);

/** The members of a piece that only the server can read. Those inside `function` keep their place. */
const stateOf = (piece: JsonObject, called: JsonObject | undefined): JsonObject => {
  const state = stateIn(piece, CALL_MEMBERS);
  const inner = called === undefined ? NO_STATE : stateIn(called, FUNCTION_MEMBERS);
  if (Object.keys(inner).length > 0) return { ...state, function: inner };
  return Object.keys(state).length === 0 ? NO_STATE : state;
};

/** Returns arguments as text, because some servers send an object. An object that cannot be serialized is ignored. */
const textOfInput = (input: unknown): string => {
  if (!isPresent(input)) return '';
  return typeof input === 'string' ? input : (writeJsonText(input) ?? '');
};

const isIndex = (index: unknown): index is number => typeof index === 'number' && Number.isInteger(index) && index >= 0;

const readPiece = (piece: ChatToolCall): Piece => {
  const { id, index, function: called, custom } = piece;
  const [fn, tool] = [called, custom].map((member) => (isJsonObject(member) ? member : undefined));
  return {
    kind: tool === undefined ? 'function_call' : 'custom_tool_call',
    id: nonEmptyText(id),
    index: isIndex(index) ? index : undefined,
    name: nonEmptyText(tool?.['name']) ?? nonEmptyText(fn?.['name']),
    added: textOfInput(tool === undefined ? fn?.['arguments'] : tool['input']),
    state: stateOf({ ...piece }, fn ?? tool),
  };
};

/**
 * Returns true if a piece that could continue `call` begins another call: it names a function and does not merely
 * repeat the name.
 */
const beginsAnother = (call: OpenCall, { index, name, added }: Piece): boolean => {
  if (name === undefined) return false;
  const isRenamed = call.name !== undefined && call.name !== name;
  // After a complete object, such as {"a":1}, further text, such as {"b":2}, can only belong to another call. Without
  // an index, only the name distinguishes two calls.
  return call.whole.isWhole(call.input) ? added !== '' || isRenamed : isRenamed && index === undefined;
};

const itemOf = ({ kind, name = '', state: pieces }: OpenCall, call_id: string, input: string): ResponseItem => {
  const state = joinState(pieces);
  return kind === 'custom_tool_call'
    ? { ...state, type: kind, call_id, name, input }
    : { ...state, type: kind, name, arguments: input, call_id };
};

/**
 * Assembles tool calls from their pieces. A piece belongs to the call with the same id. Without such a call, it belongs
 * to the latest call with the same index or, if there is none, to the call that received the previous piece. An unknown
 * id begins a call, unless the call at its index has no id yet. The first name of a call is kept. No call is dropped
 * and no two calls are merged: a piece that names a function after complete arguments also begins a call.
 */
// docs/wire.md, section 5
// docs/decisions.md: Chat tool calls
export const toolCalls = (): ToolCalls => {
  // Maps, not arrays and objects: an index may be huge, and an id may be "constructor".
  const calls = new Map<number, OpenCall>();
  const byIndex = new Map<number, OpenCall>();
  const byId = new Map<string, OpenCall>();
  let latest: OpenCall | undefined;
  let unannounced = 0; // calls of which nothing has been emitted
  let nextKey = 0; // no key from the number of calls up to this one is free

  const freeKey = (wanted: number | undefined): number => {
    if (wanted !== undefined && !calls.has(wanted)) return wanted;
    nextKey = Math.max(nextKey, calls.size);
    while (calls.has(nextKey)) nextKey++;
    return nextKey;
  };

  const begin = (kind: OpenCall['kind'], index: number | undefined): OpenCall => {
    const key = freeKey(index);
    const call: OpenCall = {
      ...{ key, kind, id: undefined, name: undefined },
      ...{ input: '', whole: wholeInput(), pending: '', state: [], announced: false },
    };
    expectFewOpen(++unannounced);
    calls.set(key, call);
    byIndex.set(index ?? key, call);
    return call;
  };

  const find = ({ id, index }: Piece): OpenCall | undefined => {
    const atIndex = index === undefined ? undefined : byIndex.get(index);
    if (id !== undefined) return atIndex?.id === undefined ? atIndex : undefined;
    return index === undefined ? latest : atIndex;
  };

  /** Returns true if a piece with the id of `call` begins another call: a server may give two calls one id. */
  const sharesId = (call: OpenCall, piece: Piece): boolean => {
    if (piece.name === undefined || !call.whole.isWhole(call.input)) return false;
    const isElsewhere = piece.index !== undefined && byIndex.get(piece.index) !== call;
    return isElsewhere || beginsAnother(call, piece);
  };

  const callOf = (piece: Piece): OpenCall => {
    const known = piece.id === undefined ? undefined : byId.get(piece.id);
    // Joined, the arguments of two calls would not be JSON.
    if (known !== undefined && !sharesId(known, piece)) return known;
    const found = find(piece);
    return found === undefined || beginsAnother(found, piece) ? begin(piece.kind, piece.index) : found;
  };

  /** Returns the events of what was not emitted of a call. Half a character waits for its other half. */
  const announce = (call: OpenCall): readonly ResponseEvent[] => {
    const { id, name, pending } = call;
    if (id === undefined || name === undefined) return [];
    const events: ResponseEvent[] = call.announced ? [] : [{ type: 'output_item_added', item: itemOf(call, id, '') }];
    if (!call.announced) unannounced--;
    call.announced = true;
    const delta = endsInHalf(pending) ? pending.slice(0, -1) : pending;
    call.pending = pending.slice(delta.length);
    return delta === '' ? events : [...events, { type: 'tool_call_input_delta', delta, call_id: id }];
  };

  /** Returns the id of a call. Creates a unique id for a call that has none. */
  const idOf = ({ id, key }: OpenCall): string => {
    let made = `tool-call-${key}`;
    while (id === undefined && byId.has(made)) made += '-';
    return id ?? made;
  };

  return {
    get isEmpty() {
      return calls.size === 0;
    },
    has: (given) => byId.has(readPiece(given).id ?? ''),
    add: (given) => {
      const piece = readPiece(given);
      const call = callOf(piece);
      if (piece.id !== undefined) {
        call.id ??= piece.id;
        byId.set(piece.id, call);
      }
      // Some servers send the index of a call only with its later pieces.
      if (piece.index !== undefined && !byIndex.has(piece.index)) byIndex.set(piece.index, call);
      call.name ??= piece.name;
      call.input += piece.added;
      call.pending += piece.added;
      call.whole.add(piece.added);
      if (piece.state !== NO_STATE) call.state.push(piece.state);
      latest = call;
      return announce(call);
    },
    flush: () =>
      [...calls.values()].flatMap((call) => {
        call.input = withoutHalf(call.input);
        call.pending = withoutHalf(call.pending);
        return call.announced ? announce(call) : [];
      }),
    items: () => [...calls.values()].map((call) => itemOf(call, idOf(call), call.input)),
  };
};
