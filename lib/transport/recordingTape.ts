import { definedMembers } from '../protocol/codec/definedMembers.js';
import { asyncScheduler, type SchedulerLike } from 'rxjs';
import type { RecordedChunk, RecordedEnding, RecordedHead, RecordedLine } from '../protocol/recording/Recording.js';
import { transportErrorText } from '../protocol/errors/TransportError.js';
import { createChunkRedactor } from '../telemetry/redactChunks.js';
import { notify } from '../telemetry/Telemetry.js';
import { connectionError } from './connectionError.js';
import type { StreamResponse } from './HttpTransport.js';

/** Options of a tape. */
export interface TapeOptions {
  /** Masks secrets in the response. Default: nothing is masked, and chunks are written as received. */
  readonly redact?: ((text: string) => string) | undefined;
  /** The scheduler for the times of the chunks. Default: asyncScheduler. */
  readonly scheduler?: SchedulerLike | undefined;
}

/**
 * A writer of one recording. Times are in milliseconds since the head (status and headers) of the response. No method
 * throws.
 */
export interface RecordingTape {
  readonly chunk: (bytes: Uint8Array) => void;
  readonly end: () => void;
  readonly lost: (cause: unknown) => void;
  readonly cancelled: () => void;
}

const TIMED_OUT = { code: 'ETIMEDOUT' };

const codeOf = ({ code }: { readonly code?: string }) => definedMembers({ code });

/** Returns the text and the code of a failed connection. */
export const lossOf = (cause: unknown): { readonly detail: string; readonly code?: string } => {
  const failure = connectionError(cause, 'the connection was lost in the middle of the body');
  if (failure.type === 'stream')
    return { detail: failure.detail, ...(failure.reason === 'idle' ? TIMED_OUT : codeOf(failure)) };
  if (failure.type !== 'transport') return { detail: failure.message };
  const { error } = failure;
  if (error.type === 'timeout') return { detail: error.detail ?? 'timeout', ...TIMED_OUT };
  if (error.type !== 'network') return { detail: transportErrorText(error) };
  return { detail: error.detail, ...codeOf(error) };
};

/** Returns a head as it is recorded. Cookies are credentials, and replaying does not need them. */
export const headOf = ({ status, headers }: StreamResponse, clean: (text: string) => string): RecordedHead => {
  const kept = [...headers].filter(([name]) => name !== 'set-cookie');
  return { status, headers: Object.fromEntries(kept.map(([name, value]) => [name, clean(value)])) };
};

/** Writes the head and measures times from now on. After the first end of the body, nothing more is written. */
export const createTape = (
  head: StreamResponse,
  write: (line: RecordedLine) => void,
  { redact, scheduler = asyncScheduler }: TapeOptions,
): RecordingTape => {
  const clean = redact ?? ((text: string) => text);
  const redactor = redact && createChunkRedactor(redact);
  const started = scheduler.now();
  let last = 0;
  let isOver = false;

  const put = (makeLines: () => readonly RecordedLine[]): void => {
    if (isOver) return;
    // Set until all lines are written: after a line that failed, further lines would make a recording with a gap.
    isOver = true;
    notify(() => {
      for (const line of makeLines()) write(line);
      isOver = false;
    });
  };
  /** Returns the time since the head. It never decreases, although the system clock may be set back. */
  const now = (): number => (last = Math.max(last, scheduler.now() - started));
  const linesOf = (chunks: readonly RecordedChunk[]) => chunks.map((chunk) => ({ type: 'chunk', ...chunk }) as const);
  const finish = (makeEnding: (at: number) => RecordedEnding): void => {
    put(() => [...linesOf(redactor?.flush() ?? []), makeEnding(now())]);
    isOver = true;
  };

  put(() => [{ type: 'head', ...headOf(head, clean) }]);
  return {
    chunk: (bytes) =>
      put(() => {
        const chunk = { at: now(), bytes };
        return linesOf(redactor?.push(chunk) ?? [chunk]);
      }),
    end: () => finish((at) => ({ type: 'end', at })),
    cancelled: () => finish((at) => ({ type: 'cancelled', at })),
    lost: (cause) =>
      finish((at) => {
        const { detail, ...code } = lossOf(cause);
        return { type: 'lost', at, detail: clean(detail), ...code };
      }),
  };
};
