import type { Either } from 'fp-ts/lib/Either.js';
import { isLeft, left, right } from '#either';
import { excerpt } from '../errors/errorBody.js';
import { parseJsonText } from '../codec/json.js';
import {
  readRecordedLine,
  type RecordedChunk,
  type RecordedEnding,
  type RecordedHead,
  type Recording,
} from './Recording.js';

/**
 * Reads a recording from the text of its file. Left names the invalid line and describes the error.
 *
 * A truncated last line is ignored: the recording program may have been killed while it wrote. A recording without an
 * ending gets the ending `cancelled`. Blank lines are ignored.
 *
 * @example
 * const text = '{"type":"head","status":200,"headers":{}}\n{"type":"end","at":0}\n';
 * const recording = parseRecording(text);
 * if (isRight(recording)) new ResponsesClient({ provider, transport: replayTransport(recording.right) });
 */
export const parseRecording = (text: string): Either<string, Recording> => {
  const lines = text.split('\n');
  const chunks: RecordedChunk[] = [];
  let head: RecordedHead | undefined;
  let ending: RecordedEnding | undefined;
  let at = 0;

  for (const [index, written] of lines.entries()) {
    const wrong = (why: string): Either<string, never> => left(`line ${index + 1}: ${why}`);
    // Some editors add a byte-order mark.
    const line = index === 0 ? written.replace(/^\uFEFF/, '') : written;
    if (line.trim() === '') continue;
    const json = parseJsonText(line);
    if (json === undefined && index === lines.length - 1) break;
    if (json === undefined) return wrong(`expected JSON, got ${excerpt(line, 60)}`);
    const read = readRecordedLine(json);
    if (isLeft(read)) return wrong(read.left);

    const entry = read.right;
    if (ending !== undefined) return wrong(`expected no line after the end, got ${entry.type}`);
    if ((entry.type === 'head') !== (head === undefined))
      return wrong(
        head === undefined ? `expected head as the first line, got ${entry.type}` : 'expected one head, got a second',
      );
    if (entry.type === 'head') {
      head = { status: entry.status, headers: entry.headers };
      continue;
    }
    if (entry.at < at) return wrong(`at: expected ${at} or more, as in the line before, got ${entry.at}`);
    at = entry.at;
    if (entry.type === 'chunk') chunks.push({ at, bytes: entry.bytes });
    else ending = entry;
  }
  if (head === undefined) return left('expected a line of type head, got none');
  return right({ ...head, chunks, ending: ending ?? { type: 'cancelled', at } });
};
