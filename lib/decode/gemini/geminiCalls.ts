import { isJsonObject, nonEmptyText, writeJsonText, type JsonObject } from '../../protocol/codec/json.js';
import type { ResponseEvent } from '../../protocol/ResponseEvent.js';
import type { ResponseItem } from '../../protocol/ResponseItem.js';
import { partialArguments, type PartialArguments } from './partialArguments.js';

/** The function calls of one answer. */
export interface GeminiCalls {
  /** Reads a part with a `functionCall`. Returns false for a piece of a call that never began. */
  add(call: JsonObject, state: JsonObject): boolean;
  /** Finishes a call whose pieces ended. With `isCut`, the stream broke off, and the call is dropped. */
  settle(isCut: boolean): void;
}

interface OpenCall {
  readonly pieces: PartialArguments;
  readonly itemOf: (text: string) => ResponseItem;
  readonly call_id: string;
}

/**
 * Reads function calls. Most arrive whole, with an object as arguments. On Vertex they may arrive in pieces, which only
 * follow one another. A call without an id gets one that is unique in the answer, and `made_id: true`, so that the next
 * request leaves the id out.
 *
 * @param prefix returns the beginning of ids for calls that have none.
 */
// docs/wire.md, section 15.2
export const geminiCalls = (emit: (event: ResponseEvent) => void, prefix: () => string): GeminiCalls => {
  let open: OpenCall | undefined;
  let made = 0;

  const finish = (text: string, { itemOf, call_id }: OpenCall): void => {
    emit({ type: 'tool_call_input_delta', delta: text, call_id });
    emit({ type: 'output_item_done', item: itemOf(text) });
    open = undefined;
  };

  const begin = (call: JsonObject, state: JsonObject): OpenCall => {
    const given = nonEmptyText(call['id']);
    const call_id = given ?? `${prefix()}-call-${made++}`;
    const itemOf = (text: string): ResponseItem => ({
      type: 'function_call',
      call_id,
      name: nonEmptyText(call['name']) ?? '',
      arguments: text,
      ...(given === undefined ? { made_id: true } : {}),
      ...state,
    });
    emit({ type: 'output_item_added', item: itemOf('') });
    return { pieces: partialArguments(), itemOf, call_id };
  };

  const settle = (isCut: boolean): void => {
    if (open !== undefined && !isCut) finish(open.pieces.text(), open);
    open = undefined;
  };

  return {
    add: (call, state) => {
      const pieces: unknown = call['partialArgs'];
      const isPiece = call['willContinue'] === true || Array.isArray(pieces);
      const hasName = nonEmptyText(call['name']) !== undefined;
      if (!hasName && open === undefined) return false;
      if (hasName) settle(false);
      if (hasName && !isPiece) {
        const args = call['args'];
        finish((isJsonObject(args) ? writeJsonText(args) : undefined) ?? '{}', begin(call, state));
        return true;
      }
      const current = open ?? begin(call, state);
      open = current;
      if (Array.isArray(pieces)) current.pieces.add(pieces);
      if (call['willContinue'] !== true) finish(current.pieces.text(), current);
      return true;
    },
    settle,
  };
};
