import { reportsError } from '../../protocol/errors/errorBody.js';
import { bracketCount } from '../../protocol/codec/bracketCount.js';
import { isJsonObject, parseJsonText } from '../../protocol/codec/json.js';

/** The result of reading the start of a body: more text is needed, events follow, or it is JSON instead of a stream. */
export type LeadingJsonResult =
  | { readonly type: 'more' }
  | { readonly type: 'events' }
  | { readonly type: 'other'; readonly text: string; readonly json: unknown };

/** A reader of the JSON values at the start of a body. */
export interface LeadingJson {
  /** Reads the next piece. Once the result is not `more`, it is not called again. */
  add(piece: string): LeadingJsonResult;
}

/** The beginning of a line of an event stream, and its prefixes. */
const EVENT_LINE = /^(data|event|id|retry)[:\r\n]|^:/;
/** An answer that was not requested as a stream: `choices` of Chat, `output` of Responses. */
const isWholeAnswer = (json: unknown): boolean =>
  Array.isArray(json) || (isJsonObject(json) && (Array.isArray(json['choices']) || Array.isArray(json['output'])));
const MORE = { type: 'more' } as const;

/**
 * Creates a reader that reads every character once. It decides at the first whole value that reports an error or is a
 * whole answer, or at the first line between values that belongs to an event stream. Both places are in the text, so the
 * result does not depend on how the text is divided.
 */
export const leadingJson = (): LeadingJson => {
  let value = ''; // the value being read
  let line = ''; // the beginning of a line outside of values
  const brackets = bracketCount();

  const readOutside = (character: string): boolean => {
    const isLineStart = line.trim() === '';
    if (isLineStart && (character === '{' || character === '[')) {
      brackets.read(character);
      return false;
    }
    const isEnd = character === '\n' || character === '\r';
    // Only the beginning of a line decides, so no more of it is kept.
    if (line.length < 8) line += character;
    const isEvent = EVENT_LINE.test(line);
    if (isEnd) line = '';
    return isEvent;
  };

  return {
    add: (piece) => {
      let start = 0;
      for (let offset = 0; offset < piece.length; offset++) {
        const character = piece.charAt(offset);
        if (brackets.depth === 0) {
          if (readOutside(character)) return { type: 'events' };
          start = offset;
          continue;
        }
        brackets.read(character);
        if (brackets.depth > 0) continue;
        const text = value + piece.slice(start, offset + 1);
        const json = parseJsonText(text);
        if (reportsError(json) || isWholeAnswer(json)) return { type: 'other', text, json };
        value = '';
        line = 'x'; // the rest of the line belongs to the value
      }
      if (brackets.depth > 0) value += piece.slice(start);
      return MORE;
    },
  };
};
