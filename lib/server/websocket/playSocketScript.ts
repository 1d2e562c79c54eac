import { once } from 'node:events';
import { fold } from '../../protocol/codec/fold.js';
import { MAX_TIMER_DELAY } from '../../protocol/limits.js';
import { answerTo } from '../script/answerTo.js';
import { giveGrace, keepPace } from '../script/keepPace.js';
import { dueTimes, timingOf } from '../script/schedule.js';
import type { Script } from '../script/Script.js';
import { socketAnswer, type SocketEnding } from './socketAnswer.js';
import type { SocketConnection, SocketExchange } from './SocketExchange.js';

const startPings = ({ ping }: SocketConnection, every: number | undefined): NodeJS.Timeout | undefined => {
  if (every === undefined) return undefined;
  if (!(every > 0))
    throw new RangeError(`the "every" of a ws_ping fault must be greater than 0 (milliseconds), but is ${every}`);
  return setInterval(ping, Math.min(every, MAX_TIMER_DELAY));
};

const rejectOn = async (signal: AbortSignal): Promise<never> => {
  if (!signal.aborted) await once(signal, 'abort');
  throw signal.reason;
};

/**
 * Answers one request on a WebSocket according to its script. Sends no faster than the client reads. Resolves with the
 * ids of the finished responses once the next request can be answered.
 *
 * Rejects if the connection closes, the answer is interrupted or the script is invalid.
 */
export const playSocketScript = async (
  connection: SocketConnection,
  exchange: SocketExchange,
  script: Script,
  interrupted: AbortSignal,
): Promise<readonly string[]> => {
  const { gone, closed } = connection;
  const { frames } = answerTo(exchange.request, script);
  const { messages, ending, finished, pingEvery } = socketAnswer(frames, script.fault);
  const timing = timingOf(script);
  const fragment = typeof timing.cut === 'number' ? timing.cut : Infinity;
  const stop = AbortSignal.any([gone, interrupted]);
  const pings = startPings(connection, pingEvery);
  try {
    await keepPace(dueTimes(messages, timing), stop, ({ piece: { text, isBinary } }) => {
      interrupted.throwIfAborted();
      return exchange.send(Buffer.from(text), isBinary, fragment);
    });
  } finally {
    clearInterval(pings);
  }
  await fold<SocketEnding, unknown>({
    done: () => exchange.end(),
    stall: () => Promise.race([closed, rejectOn(interrupted)]),
    hang_up: () => exchange.hangUp(),
    reset: () => giveGrace(gone).then(exchange.reset),
    close: ({ code, reason }) => exchange.close(code, reason),
  })(ending);
  return finished;
};
