import { lastValueFrom, type Observable } from 'rxjs';
import type { MarbleEvents } from '../../protocol/recording/marbleFile/MarbleFile.js';
import { kindOf } from '../../protocol/codec/kindOf.js';
import { wrappedFault } from '../../protocol/recording/expectParsed.js';
import { marbleEvents } from '../marbleEvents.js';
import { playVirtually } from '../playVirtually.js';
import { virtualTransport, type VirtualTransport } from '../virtualTransport.js';
import { virtualWebSocket, type VirtualWebSocket } from '../virtualWebSocket.js';
import { checkMarble, fileAt, type ExpectMarbleOptions, type MarbleFault } from './checkMarble.js';

/**
 * A function that calls a client over a transport, which plays the requests of a file. The second transport plays its
 * WebSockets.
 */
export type MarbleCall = (transport: VirtualTransport, webSocket: VirtualWebSocket) => Observable<unknown>;

/** Largest difference of times in real time, in milliseconds. */
const REAL_TIME_TOLERANCE = 100;

/** What `marbleEvents` never leaves out: it emits once, whatever happens. */
const NOTHING: MarbleEvents = { events: [], ending: { type: 'open' } };

const isObservable = (value: unknown): value is Observable<unknown> =>
  typeof value === 'object' && value !== null && 'subscribe' in value;

const isEvents = (value: unknown): value is MarbleEvents =>
  typeof value === 'object' && value !== null && 'events' in value && 'ending' in value;

const isCall = (value: unknown): value is MarbleCall => typeof value === 'function';

const play = (call: MarbleCall, path: string): MarbleEvents => {
  const file = fileAt(path);
  if (file === undefined)
    throw new Error(`There is no ${path} to play. Record it first, e.g. with codex-rx --record ${path} "…".`);
  return playVirtually(() => call(virtualTransport(file), virtualWebSocket(file)));
};

/**
 * Compares what was received with a file: events at once, the events of a call in virtual time at once, and the events
 * of a stream when it has ended.
 */
export const checkReceived = (
  received: unknown,
  path: string,
  options: ExpectMarbleOptions = {},
): MarbleFault | undefined | Promise<MarbleFault | undefined> => {
  if (typeof path !== 'string')
    throw new TypeError(wrappedFault('the file', path) ?? `expected the path of a .marble file, got ${kindOf(path)}`);
  if (isObservable(received))
    return lastValueFrom(received.pipe(marbleEvents()), { defaultValue: NOTHING }).then((events) =>
      checkMarble(events, path, { tolerance: REAL_TIME_TOLERANCE, ...options }),
    );
  if (isCall(received)) return checkMarble(play(received, path), path, options);
  if (isEvents(received)) return checkMarble(received, path, options);
  throw new TypeError(
    wrappedFault('what was received', received) ??
      'expected an observable, a function that calls a client over a transport, or what playVirtually returns',
  );
};
