import { isJsonObject, parseJsonText, type JsonObject } from '../../protocol/codec/json.js';

/** A line of a recorded session: `in` from the client, `out` from the program, `note` about the process. */
export interface SessionLine {
  readonly dir: 'in' | 'out' | 'note';
  /** The line as it was written. A note is JSON with an `event`; `exit` ends the process. */
  readonly line: string;
  /** The name of the process, if the session has several. */
  readonly proc?: string | undefined;
}

/** Reads the JSON of a line; an empty object for a line that is no JSON object. */
export const jsonOf = ({ line }: Pick<SessionLine, 'line'>): JsonObject => {
  const json = parseJsonText(line);
  return isJsonObject(json) ? json : {};
};

/** Returns the id of the thread that a message is about. */
export const threadOf = ({ params }: JsonObject): unknown => (isJsonObject(params) ? params['threadId'] : undefined);
