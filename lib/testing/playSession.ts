import { asyncScheduler, AsyncSubject, defer, Observable, of, Subject, type SchedulerLike } from 'rxjs';
import { isJsonObject, parseJsonText, type JsonObject } from '../protocol/codec/json.js';
import type { ProcessExit, ProcessRequest, RunningProcess } from '../transport/ProcessTransport.js';
import { exited } from './virtualProcess.js';

/** A line of a recorded session: `in` from the client, `out` from the program, `note` about the process. */
export interface SessionLine {
  readonly dir: 'in' | 'out' | 'note';
  /** The line as it was written. A note is JSON with an `event`; `exit` ends the process. */
  readonly line: string;
}

/** Options for `playSession`. */
export interface PlaySessionOptions {
  /** The time before each line of the program, in milliseconds. Default: 0. */
  readonly pace?: number | undefined;
  /** The number of bytes in each chunk of stdout, so that lines arrive in parts. Default: whole lines. */
  readonly cut?: number | undefined;
  /** The answer to requests that the recording does not have: an empty result, or silence. Default: `answer`. */
  readonly unexpected?: 'answer' | 'ignore' | undefined;
  /** Called when the session waits for a line of the client, and again whenever the client wrote another one. */
  readonly onWaiting?: ((line: SessionLine, index: number) => void) | undefined;
  readonly scheduler?: SchedulerLike | undefined;
}

/** A program that plays a recorded session. Pass `run` to `virtualProcess`. */
export interface SessionPlayer {
  /** Starts the program: it plays the session on the pipes of the request. */
  readonly run: (request: ProcessRequest) => Observable<RunningProcess>;
  /** Goes on without the line of the client that the session waits for. */
  skip(): void;
  /** Whether every line has been played. */
  readonly isOver: boolean;
}

const encoder = new TextEncoder();

const parsed = (line: string): JsonObject => {
  const json = parseJsonText(line);
  return isJsonObject(json) ? json : {};
};

const threadOf = ({ params }: JsonObject): unknown => (isJsonObject(params) ? params['threadId'] : undefined);

/** Whether a line of the client takes the place of a recorded one: the same method for the same thread, or an answer. */
const matches = (recorded: JsonObject, sent: JsonObject): boolean =>
  recorded['method'] === undefined
    ? sent['method'] === undefined && recorded['id'] === sent['id']
    : recorded['method'] === sent['method'] &&
      (threadOf(recorded) === undefined || threadOf(recorded) === threadOf(sent));

/**
 * Plays a recorded session of the app-server. The lines of the program are written up to the next line of the client;
 * the session goes on when the client has written the same request, or an answer to the same request. The ids of the
 * client's requests may differ from the recording. A changed recording plays faults: an answer that is written twice, an
 * exit in a request, or no answer.
 *
 * @example
 * const player = playSession([{ dir: 'in', line: '{"method":"initialize","id":0}' }, { dir: 'out', line: '{"id":0,"result":{}}' }]);
 * const transport = virtualProcess(player.run);
 */
export const playSession = (
  lines: readonly SessionLine[],
  {
    pace = 0,
    cut,
    unexpected = 'answer',
    onWaiting = () => undefined,
    scheduler = asyncScheduler,
  }: PlaySessionOptions = {},
): SessionPlayer => {
  const stdout = new Subject<Uint8Array>();
  const exit = new AsyncSubject<ProcessExit>();
  const ids = new Map<unknown, unknown>();
  const unmatched: JsonObject[] = [];
  let index = 0;
  let isScheduled = false;
  let hasExited = false;

  const write = (line: string) => {
    const bytes = encoder.encode(`${line}\n`);
    const size = cut ?? bytes.length;
    for (let start = 0; start < bytes.length && !hasExited; start += size)
      stdout.next(bytes.slice(start, start + size));
  };
  const leave = (end: ProcessExit) => {
    if (hasExited) return;
    hasExited = true;
    stdout.complete();
    exit.next(end);
    exit.complete();
  };
  /**
   * An answer carries the id of the client's request, which may differ from the recorded one. An answer to a request
   * that the client did not send must not have the id of another one.
   */
  const translated = (line: string): string => {
    const message = parsed(line);
    const { id, method } = message;
    if (method !== undefined || id === undefined) return line;
    return JSON.stringify({
      ...message,
      id: ids.get(id) ?? `recorded-${typeof id === 'string' ? id : JSON.stringify(id)}`,
    });
  };
  const playNote = (note: JsonObject) => {
    if (note['event'] !== 'exit') return;
    const { code, signal } = note;
    leave(exited(typeof signal === 'string' ? { signal } : { code: typeof code === 'number' ? code : 0 }));
  };
  const takeUnmatched = (recorded: JsonObject): boolean => {
    const place = unmatched.findIndex((sent) => matches(recorded, sent));
    if (place === -1) return false;
    const [sent] = unmatched.splice(place, 1);
    if (recorded['id'] !== undefined && recorded['method'] !== undefined) ids.set(recorded['id'], sent?.['id']);
    return true;
  };
  const goOn = () => {
    if (isScheduled || hasExited) return;
    isScheduled = true;
    scheduler.schedule(step, pace);
  };
  const step = () => {
    isScheduled = false;
    const line = lines[index];
    if (line === undefined || hasExited) return;
    if (line.dir === 'in' && !takeUnmatched(parsed(line.line))) {
      onWaiting(line, index);
      return;
    }
    index += 1;
    if (line.dir === 'out') write(translated(line.line));
    if (line.dir === 'note') playNote(parsed(line.line));
    goOn();
  };
  const receive = (text: string) => {
    for (const line of text.split('\n').filter((part) => part !== '')) {
      const sent = parsed(line);
      const isExpected = lines
        .slice(index)
        .some(({ dir, line: later }) => dir === 'in' && matches(parsed(later), sent));
      if (isExpected) unmatched.push(sent);
      else if (unexpected === 'answer' && sent['id'] !== undefined && sent['method'] !== undefined)
        scheduler.schedule(() => write(JSON.stringify({ id: sent['id'], result: {} })), pace);
    }
    goOn();
  };
  return {
    run: ({ stdin }) =>
      defer(() => {
        (typeof stdin === 'string' ? of(stdin) : stdin).subscribe({
          next: receive,
          error: () => leave(exited()),
          complete: () => leave(exited()),
        });
        const output = new Observable<Uint8Array>((subscriber) => {
          goOn();
          return stdout.subscribe(subscriber);
        });
        return of({ stdout: output, exit });
      }),
    skip: () => {
      index += 1;
      goOn();
    },
    get isOver() {
      return index >= lines.length;
    },
  };
};
