import type { ParseError } from 'eventsource-parser';
import { isJsonObject, parseJsonText } from '../../protocol/codec/json.js';
import { jsonEnd } from '../../protocol/codec/jsonEnd.js';

/** The lines of a JSON object that a server writes between its events, without `data:`. */
export interface StrayJson {
  /** True while an object has begun and is not complete. */
  readonly isOpen: boolean;
  /** Adds a line that is no field. Returns the object as text once it is complete. */
  add(error: ParseError): string | undefined;
}

/**
 * Collects an object that spans several lines. Vertex reports an error in the middle of an answer as an indented JSON
 * object, outside of the events.
 *
 * @param limit the maximum length of an object, in characters. A longer one is dropped.
 */
export const strayJson = (limit: number): StrayJson => {
  let lines: string[] = [];
  let end = jsonEnd();
  let length = 0;
  const reset = (): void => {
    lines = [];
    end = jsonEnd();
    length = 0;
  };
  return {
    get isOpen() {
      return lines.length > 0;
    },
    add: ({ type, line }) => {
      if (type !== 'unknown-field' || line === undefined) return undefined;
      // An object on one line is no error of Vertex, and other text that begins with a bracket is reported as skipped.
      if (lines.length === 0 && !/^[[{]+\s*$/.test(line)) return undefined;
      lines.push(line);
      length += line.length;
      if (length > limit) {
        reset();
        return undefined;
      }
      // Only the line that closes the first bracket can complete the object. Parsing at each line would take quadratic time.
      end.add(line);
      if (end.length === undefined) return undefined;
      const json = parseJsonText(lines.join('\n'));
      reset();
      const first: unknown = Array.isArray(json) ? json[0] : json;
      return isJsonObject(first) ? JSON.stringify(first) : undefined;
    },
  };
};
