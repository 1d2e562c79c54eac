import { asyncScheduler, type SchedulerLike } from 'rxjs';
import {
  writeRecordedLine,
  type RecordedChunk,
  type RecordedEnding,
  type RecordedLine,
} from '../protocol/recording/Recording.js';
import { transportErrorText } from '../protocol/errors/TransportError.js';
import { createChunkRedactor } from '../telemetry/redactChunks.js';
import { notify } from '../telemetry/Telemetry.js';
import { connectionError } from './connectionError.js';
import type { StreamResponse } from './HttpTransport.js';

/** How a stream is recorded. */
export interface RecordStreamOptions {
  /** Masks secrets in what the server says. Default: nothing is masked, and chunks are written as they come. */
  readonly redact?: ((text: string) => string) | undefined;
  /** Tells the time. Default: asyncScheduler. */
  readonly scheduler?: SchedulerLike | undefined;
}

/** Turns what happens to one response into lines, with times since the head. Nothing of it throws. */
export interface RecordingTape {
  readonly chunk: (bytes: Uint8Array) => void;
  readonly end: () => void;
  readonly lost: (cause: unknown) => void;
  readonly left: () => void;
}

const TIMED_OUT = { code: 'ETIMEDOUT' };

const codeOf = ({ code }: { readonly code?: string }) => (code === undefined ? {} : { code });

const lossOf = (cause: unknown): { readonly detail: string; readonly code?: string } => {
  const failure = connectionError(cause, 'the connection was lost in the middle of the body');
  if (failure.type === 'stream')
    return { detail: failure.detail, ...(failure.reason === 'idle' ? TIMED_OUT : codeOf(failure)) };
  if (failure.type !== 'transport') return { detail: failure.message };
  const { error } = failure;
  if (error.type === 'timeout') return { detail: error.detail ?? 'timeout', ...TIMED_OUT };
  if (error.type !== 'network') return { detail: transportErrorText(error) };
  return { detail: error.detail, ...codeOf(error) };
};

/** Starts the clock and writes the head. The first ending is the only one. */
export const createTape = (
  { status, headers }: StreamResponse,
  write: (line: string) => void,
  { redact, scheduler = asyncScheduler }: RecordStreamOptions,
): RecordingTape => {
  const clean = redact ?? ((text: string) => text);
  const redactor = redact && createChunkRedactor(redact);
  const begun = scheduler.now();
  let last = 0;
  let isOver = false;

  const put = (makeLines: () => readonly RecordedLine[]): void => {
    if (isOver) return;
    // Behind a line that could not be written, the others would tell of a stream that never was.
    isOver = true;
    notify(() => {
      for (const line of makeLines()) write(writeRecordedLine(line));
      isOver = false;
    });
  };
  /** Clocks are set back; time is not. */
  const now = (): number => (last = Math.max(last, scheduler.now() - begun));
  const linesOf = (chunks: readonly RecordedChunk[]) => chunks.map((chunk) => ({ type: 'chunk', ...chunk }) as const);
  const finish = (makeEnding: (at: number) => RecordedEnding): void => {
    put(() => [...linesOf(redactor?.flush() ?? []), makeEnding(now())]);
    isOver = true;
  };

  // Cookies are credentials; nobody debugs a model with them.
  const kept = [...headers].filter(([name]) => name !== 'set-cookie');
  put(() => [{ type: 'head', status, headers: Object.fromEntries(kept.map(([name, value]) => [name, clean(value)])) }]);
  return {
    chunk: (bytes) =>
      put(() => {
        const chunk = { at: now(), bytes };
        return linesOf(redactor?.push(chunk) ?? [chunk]);
      }),
    end: () => finish((at) => ({ type: 'end', at })),
    left: () => finish((at) => ({ type: 'cancelled', at })),
    lost: (cause) =>
      finish((at) => {
        const { detail, ...code } = lossOf(cause);
        return { type: 'lost', at, detail: clean(detail), ...code };
      }),
  };
};
