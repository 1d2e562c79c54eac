import { map, type Observable } from 'rxjs';
import { isLeft } from '#either';
import { apiError } from '../../protocol/errors/ApiError.js';
import { parseRecording } from '../../protocol/recording/parseRecording.js';
import { parseMarble } from '../../protocol/recording/marbleFile/parseMarble.js';
import type { Recording } from '../../protocol/recording/Recording.js';
import { isMarblePath } from './marbleFiles.js';
import { readWhole } from './readWhole.js';

/** Options for `readRecording`, for a file that is not a recording. */
export interface ReadRecordingOptions {
  /** The time between the blocks of an `.sse` file, in milliseconds. Default: 0. */
  readonly gap?: number | undefined;
}

/** Matches the end of a block. A block includes its blank lines; the last block may have none. */
const BLOCK_ENDS = /(?<=\n\r?\n)(?!\r?\n)/;

const fromSse = (file: Buffer, gap: number): Recording => {
  // latin1: one character per byte, so bytes that are not UTF-8 are preserved.
  const blocks = file.toString('latin1').split(BLOCK_ENDS);
  const chunks = blocks.flatMap((block, index) =>
    block === '' ? [] : [{ at: index * gap, bytes: new Uint8Array(Buffer.from(block, 'latin1')) }],
  );
  return {
    status: 200,
    headers: { 'content-type': 'text/event-stream' },
    chunks,
    ending: { type: 'end', at: chunks.at(-1)?.at ?? 0 },
  };
};

/** The last response of a `.marble` file. */
const fromMarble = (path: string, text: string): Recording => {
  const file = parseMarble(text);
  const wrong = (why: string) => apiError({ type: 'file', path, detail: `${path}: ${why}` });
  if (isLeft(file)) throw wrong(file.left);
  const replies = file.right.exchanges.flatMap(({ reply }) => (reply.type === 'reply' ? [reply] : []));
  const reply = replies.at(-1);
  if (reply === undefined) throw wrong('expected a response, got a file without one');
  const { status, headers, chunks, ending } = reply;
  return { status, headers, chunks, ending };
};

const recordingIn = (path: string, file: Buffer, gap: number): Recording => {
  const text = new TextDecoder().decode(file);
  if (isMarblePath(path)) return fromMarble(path, text);
  if (!text.startsWith('{')) return fromSse(file, gap);
  const recording = parseRecording(text);
  if (isLeft(recording)) throw apiError({ type: 'file', path, detail: `${path}: ${recording.left}` });
  return recording.right;
};

/**
 * Reads a recording from a file. A file that does not begin with `{` is read as a raw stream of server-sent events: a
 * response with status 200, in which every block is a chunk, `gap` milliseconds after the previous one. Of a `.marble`
 * file, it is the last response; `readMarble` reads all.
 *
 * Emits the recording once the file has been read, and completes.
 *
 * Errors: an `ApiError` of type `file` with the operating system's message, or one that names the invalid line.
 * Teardown: stops reading.
 *
 * @example
 * readRecording('incident.jsonl').pipe(
 *   map((recording) => new ResponsesClient({ provider, transport: replayTransport(recording) })),
 *   switchMap((client) => client.streamPrompt('gpt-5.1', prompt)),
 * );
 */
export const readRecording = (path: string, { gap = 0 }: ReadRecordingOptions = {}): Observable<Recording> =>
  readWhole(path).pipe(map((file) => recordingIn(path, file, gap)));
