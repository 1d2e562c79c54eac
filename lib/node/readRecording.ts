import { readFile } from 'node:fs/promises';
import { Observable } from 'rxjs';
import { isLeft } from '#either';
import { apiError, isApiError } from '../protocol/errors/ApiError.js';
import { parseRecording } from '../protocol/recording/parseRecording.js';
import type { Recording } from '../protocol/recording/Recording.js';
import { fileError } from './fileError.js';

/** How a file is read that is no recording. */
export interface ReadRecordingOptions {
  /** Milliseconds between the blocks of an `.sse` file. Default 0. */
  readonly gap?: number | undefined;
}

/** Every block up to and including its blank lines, and what is left without one. */
const BLOCK_ENDS = /(?<=\n\r?\n)(?!\r?\n)/;

const fromSse = (file: Buffer, gap: number): Recording => {
  // One character per byte: what is no UTF-8 in the file is none in the recording either.
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

const recordingIn = (path: string, file: Buffer, gap: number): Recording => {
  const text = new TextDecoder().decode(file);
  if (!text.startsWith('{')) return fromSse(file, gap);
  const recording = parseRecording(text);
  if (isLeft(recording)) throw apiError({ type: 'file', path, detail: `${path}: ${recording.left}` });
  return recording.right;
};

/**
 * Reads a recording. A file that does not begin with `{` is taken for what a server sent: an answer with status 200, in
 * which every block is a chunk of its own, `gap` milliseconds after the one before, and whose end is the file's.
 *
 * Emits the recording when the file has been read, and completes.
 *
 * Errors: `file`, with the operating system's text, or with the line that is wrong. Teardown: stops reading.
 *
 * @example
 * readRecording('incident.jsonl').pipe(
 *   map((recording) => new ResponsesClient({ provider, transport: replayTransport(recording) })),
 *   switchMap((client) => client.streamPrompt('gpt-5.1', prompt)),
 * );
 */
export const readRecording = (path: string, { gap = 0 }: ReadRecordingOptions = {}): Observable<Recording> =>
  new Observable((subscriber) => {
    const reading = new AbortController();
    readFile(path, { signal: reading.signal })
      .then((file) => {
        subscriber.next(recordingIn(path, file, gap));
        subscriber.complete();
      })
      .catch((cause: unknown) => subscriber.error(isApiError(cause) ? cause : fileError(cause)));
    return () => reading.abort();
  });
