import type { ParseError } from 'eventsource-parser';
import { isJsonObject, parseJsonText } from '../../protocol/codec/json.js';
import { jsonEnd } from '../../protocol/codec/jsonEnd.js';

/** The lines of a JSON object that a server writes between its events, without `data:`. */
export interface StrayJson {
  /** True while an object has begun and is not complete. */
  readonly isOpen: boolean;
  /** Adds a line that is not a field. Returns the object as text once it is complete. */
  add(error: ParseError): string | undefined;
}

/**
 * Collects an object that spans several lines. Vertex reports an error in the middle of an answer as an indented JSON
 * object, outside of the events.
 *
 * @param limit the maximum length of an object, in characters. A longer one is dropped.
 */
export const strayJson = (limit: number): StrayJson => new Lines(limit);

class Lines implements StrayJson {
  readonly #limit: number;
  #lines: string[] = [];
  #end = jsonEnd();
  #length = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get isOpen(): boolean {
    return this.#lines.length > 0;
  }

  add({ type, line }: ParseError): string | undefined {
    if (type !== 'unknown-field' || line === undefined) return undefined;
    // An object on one line is no error of Vertex, and other text that begins with a bracket is reported as skipped.
    if (this.#lines.length === 0 && !/^[[{]+\s*$/.test(line)) return undefined;
    this.#lines.push(line);
    this.#length += line.length;
    if (this.#length > this.#limit) {
      this.#reset();
      return undefined;
    }
    // Only the line that closes the first bracket can complete the object. Parsing at each line would take quadratic time.
    this.#end.add(line);
    if (this.#end.length === undefined) return undefined;
    const json = parseJsonText(this.#lines.join('\n'));
    this.#reset();
    const first: unknown = Array.isArray(json) ? json[0] : json;
    return isJsonObject(first) ? JSON.stringify(first) : undefined;
  }

  #reset(): void {
    this.#lines = [];
    this.#end = jsonEnd();
    this.#length = 0;
  }
}
