import { isJsonObject, parseJsonText } from '../../protocol/codec/json.js';
import { jsonEnd, type JsonEnd } from '../../protocol/codec/jsonEnd.js';

/** Reports whether the arguments of a call are a whole JSON object. A state machine, created per call. */
export interface WholeInput {
  /** Records the next piece of the arguments. */
  add(piece: string): void;
  /** @param input all pieces so far. */
  isWhole(input: string): boolean;
}

/**
 * Creates the record of one call. Pieces are read only when somebody wants to know, which nearly no stream needs, and
 * the arguments are parsed at most once: some servers repeat the name of a call in each of its pieces.
 */
export const wholeInput = (): WholeInput => new Input();

/** A class, with its state made when it is needed: a server may begin a million calls. */
class Input implements WholeInput {
  #unread: string[] | undefined;
  #end: JsonEnd | undefined;
  #isObject: boolean | undefined; // undefined until the last bracket has been read

  add(piece: string): void {
    if (piece !== '') (this.#unread ??= []).push(piece);
  }

  isWhole(input: string): boolean {
    const end = (this.#end ??= jsonEnd());
    for (const piece of this.#unread ?? []) end.add(piece);
    this.#unread = undefined;
    if (end.length === undefined || !end.isAtEnd) return false;
    this.#isObject ??= isJsonObject(parseJsonText(input.slice(0, end.length)));
    return this.#isObject;
  }
}
