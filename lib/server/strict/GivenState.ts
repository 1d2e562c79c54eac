import { isJsonObject, isPresent, nonEmptyText, type JsonObject } from '../../protocol/codec/json.js';
import { callsOf, choicesOf, deltaOf } from '../script/readChunk.js';
import type { ScriptedAnswer } from '../script/Script.js';

/** Members with state that only the server understands. */
const OPAQUE: ReadonlySet<string> = new Set([
  'encrypted_content',
  'thought_signature',
  'signature',
  'reasoning_opaque',
]);

/** The values of opaque members, at any depth. */
const opaqueIn = (value: unknown): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap(opaqueIn);
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, member]) =>
    OPAQUE.has(key) && typeof member === 'string' ? [member] : opaqueIn(member),
  );
};

const outputOf = ({ type, item }: JsonObject): readonly JsonObject[] =>
  type === 'response.output_item.done' && isJsonObject(item) ? [item] : [];

const idOf = (frames: readonly JsonObject[]): string | undefined =>
  frames.map(({ response }) => (isJsonObject(response) ? nonEmptyText(response['id']) : undefined)).find(isPresent);

/** Record of what a strict server has handed out: opaque state, and the calls of its responses. */
export class GivenState {
  readonly #opaque = new Set<string>();
  readonly #thought = new Set<unknown>();
  readonly #calls = new Map<string, readonly string[]>();
  readonly #reasoning = new Map<string, string | undefined>();

  /** Records an answer. */
  add({ frames, chunks = [] }: ScriptedAnswer): void {
    const deltas = chunks.flatMap(choicesOf).map(deltaOf);
    if (deltas.some(({ reasoning_content }) => nonEmptyText(reasoning_content) !== undefined))
      for (const id of deltas.flatMap(callsOf).map((call) => call['id'])) this.#thought.add(id);
    for (const value of [...opaqueIn(frames), ...opaqueIn(chunks)]) this.#opaque.add(value);
    const id = idOf(frames);
    const items = frames.flatMap(outputOf);
    for (const [index, item] of items.entries()) {
      const id = nonEmptyText(item['id']);
      const before = items[index - 1];
      const reasoning = before?.['type'] === 'reasoning' ? nonEmptyText(before['id']) : undefined;
      if (id === undefined || item['type'] === 'reasoning') continue;
      // A script may give the same id again. Then the id does not identify the reasoning that it needs.
      if (reasoning === undefined || (this.#reasoning.has(id) && this.#reasoning.get(id) !== reasoning))
        this.#reasoning.set(id, undefined);
      else this.#reasoning.set(id, reasoning);
    }
    const calls = items
      .filter(({ type }) => type === 'function_call' || type === 'custom_tool_call')
      .flatMap(({ call_id }) => nonEmptyText(call_id) ?? []);
    if (id !== undefined) this.#calls.set(id, calls);
  }

  /** Returns whether reasoning preceded a call in its answer, by the id of the call. */
  hasThoughtBefore(callId: unknown): boolean {
    return this.#thought.has(callId);
  }

  /** Returns whether the server has handed out a piece of opaque state. */
  has(value: unknown): boolean {
    return typeof value === 'string' && this.#opaque.has(value);
  }

  /** Returns the id of the reasoning that directly preceded an item of an answer. */
  reasoningBefore(id: string): string | undefined {
    return this.#reasoning.get(id);
  }

  /** Returns the ids of the calls of a response. */
  callsOf(responseId: unknown): readonly string[] {
    return typeof responseId === 'string' ? (this.#calls.get(responseId) ?? []) : [];
  }

  /** Returns the first opaque value in `value` that the server has not handed out. */
  foreignIn(value: unknown): string | undefined {
    return opaqueIn(value).find((state) => !this.#opaque.has(state));
  }
}
