import { map, ReplaySubject, type Observable } from 'rxjs';
import type { TestScheduler } from 'rxjs/testing';
import { Codex } from '../../../lib/agent/Codex.js';
import type { ThreadOptions } from '../../../lib/agent/options/ThreadOptions.js';
import type { ThreadEvent } from '../../../lib/agent/protocol/ThreadEvent.js';
import type { JsonObject } from '../../../lib/protocol/codec/json.js';
import type { AppServerFault } from '../../../lib/testing/appServer/AppServerFault.js';
import type { SessionLine } from '../../../lib/testing/appServer/SessionLine.js';
import { virtualAppServer } from '../../../lib/testing/appServer/virtualAppServer.js';

/** One letter for each event, and for each request of the client. */
const LETTERS: Readonly<Record<string, string>> = {
  'thread.started': 't',
  'turn.started': 's',
  'item.delta': 'd',
  'item.completed': 'i',
  'request.waiting': 'w',
  'request.resolved': 'r',
  'turn.completed': 'c',
  'turn.interrupted': 'x',
  initialize: 'I',
  'thread/start': 'T',
  'thread/settings/update': 'U',
  'turn/start': 'S',
  'turn/steer': 'V',
  'turn/interrupt': 'X',
  'thread/backgroundTerminals/clean': 'C',
};

const nameOf = ({ method }: JsonObject): string => (typeof method === 'string' ? (LETTERS[method] ?? method) : 'A');

/** A new thread over a session in which every line takes a millisecond, and what the client writes. */
export const playTurn = (
  scheduler: TestScheduler,
  lines: readonly SessionLine[],
  options: ThreadOptions = {},
  faults: readonly AppServerFault[] = [],
) => {
  const written = new ReplaySubject<string>(Infinity);
  const codex = new Codex({
    protocol: 'app-server',
    codexPathOverride: process.execPath,
    env: {},
    transport: virtualAppServer(lines, {
      pace: 1,
      faults,
      onMessage: (message) => {
        if (message['method'] !== 'initialized') written.next(nameOf(message));
      },
      onEnd: () => written.complete(),
      scheduler,
    }),
    processKeepAlive: 5,
    exitGrace: 9,
    idleTimeout: 30,
    scheduler,
  });
  return { codex, thread: codex.startThread(options), written };
};
/** The events as letters. */
export const letters = (events: Observable<ThreadEvent>): Observable<string> =>
  events.pipe(map(({ type }) => LETTERS[type] ?? type));
