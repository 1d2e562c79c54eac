import { asyncScheduler, AsyncSubject, defer, Observable, of, Subject, type SchedulerLike } from 'rxjs';
import type { JsonObject } from '../../protocol/codec/json.js';
import type { ProcessExit, ProcessRequest, RunningProcess } from '../../transport/ProcessTransport.js';
import { exited } from '../virtualProcess.js';
import { answerUnexpected } from './answerUnexpected.js';
import { jsonOf, threadOf, type SessionLine } from './SessionLine.js';

/** Options for `playSession`. */
export interface PlaySessionOptions {
  /** The time before each line of the program, in milliseconds. Default: 0, which writes consecutive lines at once. */
  readonly pace?: number | undefined;
  /** The number of bytes in each chunk of stdout, so that lines arrive in parts. Default: whole lines. */
  readonly cut?: number | undefined;
  /**
   * The treatment of requests that the recording does not have: `answer` answers them as the program would, and ends the
   * turn for an interrupt; `ignore` does not answer. A function returns either for each method. Default: `answer`.
   */
  readonly unexpected?: 'answer' | 'ignore' | ((method: string) => 'answer' | 'ignore' | 'exit') | undefined;
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
  /** True once every line has been played. */
  readonly isOver: boolean;
}

const encoder = new TextEncoder();

const BEGINS_TURN: ReadonlySet<unknown> = new Set(['turn/start', 'review/start']);

/** Returns whether a line of the client replaces a recorded one: the same method for the same thread, or an answer. */
const matches = (recorded: JsonObject, sent: JsonObject): boolean =>
  recorded['method'] === undefined
    ? sent['method'] === undefined && recorded['id'] === sent['id']
    : recorded['method'] === sent['method'] &&
      (threadOf(recorded) === undefined || threadOf(recorded) === threadOf(sent));

/**
 * Plays a recorded session of the app-server. The lines of the program are written up to the next line of the client;
 * the session goes on when the client has written the same request, or an answer to the same request. The ids of the
 * client's requests may differ from the recording.
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
  let hasHung = false;

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
    const message = jsonOf({ line });
    const { id, method } = message;
    if (method !== undefined || id === undefined) return line;
    return JSON.stringify({
      ...message,
      id: ids.get(id) ?? `recorded-${typeof id === 'string' ? id : JSON.stringify(id)}`,
    });
  };
  const playNote = ({ event, text, code, signal, stderr: written }: JsonObject) => {
    if (event === 'text' && typeof text === 'string') stdout.next(encoder.encode(text));
    if (event === 'hang') hasHung = true;
    if (event !== 'exit') return;
    const stderr = typeof written === 'string' ? written : '';
    leave(
      exited(typeof signal === 'string' ? { signal, stderr } : { code: typeof code === 'number' ? code : 0, stderr }),
    );
  };
  const takeUnmatched = (recorded: JsonObject): boolean => {
    const place = unmatched.findIndex((sent) => matches(recorded, sent));
    if (place === -1) return false;
    const [sent] = unmatched.splice(place, 1);
    if (recorded['id'] !== undefined && recorded['method'] !== undefined) ids.set(recorded['id'], sent?.['id']);
    return true;
  };
  const goOn = () => {
    if (isScheduled || hasExited || hasHung) return;
    isScheduled = true;
    scheduler.schedule(step, pace);
  };
  const step = () => {
    isScheduled = false;
    while (playLine() && pace === 0) continue;
  };
  /** Plays the next line. Returns whether the session goes on at once. */
  const playLine = (): boolean => {
    const line = lines[index];
    if (line === undefined || hasExited || hasHung) return false;
    if (line.dir === 'in' && !takeUnmatched(jsonOf(line))) {
      onWaiting(line, index);
      return false;
    }
    index += 1;
    if (line.dir === 'out') write(translated(line.line));
    if (line.dir === 'note') playNote(jsonOf(line));
    if (pace > 0) goOn();
    return true;
  };
  const takeUnexpected = (sent: JsonObject, method: string) => {
    const reaction = typeof unexpected === 'function' ? unexpected(method) : unexpected;
    if (reaction === 'exit') leave(exited({ code: 1 }));
    if (reaction !== 'answer' || hasHung) return;
    const { lines: answer, endsTurn = false } = answerUnexpected(sent);
    if (endsTurn) skipTurn();
    scheduler.schedule(() => {
      for (const line of answer) write(JSON.stringify(line));
    }, pace);
  };
  /** An interrupted turn writes nothing more: the session goes on with its next turn. */
  const skipTurn = () => {
    const next = lines.slice(index).findIndex((line) => line.dir === 'in' && BEGINS_TURN.has(jsonOf(line)['method']));
    index = next === -1 ? lines.length : index + next;
  };
  const receive = (text: string) => {
    for (const line of text.split('\n').filter((part) => part !== '')) {
      const sent = jsonOf({ line });
      const isExpected = lines
        .slice(index)
        .some(({ dir, line: later }) => dir === 'in' && matches(jsonOf({ line: later }), sent));
      if (isExpected) unmatched.push(sent);
      else if (sent['id'] !== undefined && typeof sent['method'] === 'string') takeUnexpected(sent, sent['method']);
    }
    goOn();
  };
  return {
    run: ({ stdin }) =>
      defer(() => {
        // Ends with stdin, as the program does.
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
