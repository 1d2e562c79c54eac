import { asyncScheduler, defer, firstValueFrom } from 'rxjs';
import type { ApiError } from '../../protocol/errors/ApiError.js';
import { notify } from '../../telemetry/Telemetry.js';
import { AnswerRuns } from './AnswerRuns.js';
import { openAnswer } from '../frames/AnswerSource.js';
import { memoryReplayStore } from '../store/memoryReplayStore.js';
import { publicError } from '../../protocol/errors/publicError.js';
import { readableBytes } from '../frames/readableBytes.js';
import { readJsonBody } from './readJsonBody.js';
import { refusal } from './refusal.js';
import { RELAY_TIMES } from './relayTimes.js';
import { EVENT_STREAM_HEADERS } from '../frames/RelayFrame.js';
import type { RelayOptions } from './RelayOptions.js';
import { createRelayId } from '../frames/createRelayId.js';
import type { Target } from './target.js';
import { eventStreamText } from '../frames/toEventStream.js';
import { untilAborted } from '../frames/toResponse.js';

type Route = (request: Request, target: Target) => Promise<Response>;

/** The methods of a relay. Requests have been authorized. */
export interface RelayRoutes {
  readonly GET: Route;
  readonly POST: Route;
  readonly DELETE: Route;
  /** Ends all answers. */
  readonly close: () => void;
}

/** Reports the errors of providers, but not that readers have left. */
const reporting = ({ onError, describeError = publicError }: RelayOptions) => ({
  onError: (error: ApiError) => notify(() => onError?.(error)),
  describeError: (error: ApiError) => {
    if (error.type !== 'stream' || error.reason !== 'cancelled') notify(() => onError?.(error));
    return describeError(error);
  },
});

/** Creates the methods of a relay, with the answers that they share. */
export const relayRoutes = (options: RelayOptions): RelayRoutes => {
  const { ask, limit, heartbeat, highWaterMark, keepRunning = false } = options;
  const { grace = RELAY_TIMES.grace, bodyTimeout = RELAY_TIMES.bodyTimeout } = options;
  const { maxReaders = 10_000, maxBodySize = 1024 * 1024 } = options;
  const { scheduler = asyncScheduler } = options;
  const { store = memoryReplayStore({ scheduler }) } = options;
  const runs = new AnswerRuns({ store, grace: keepRunning ? Infinity : grace, scheduler, ...reporting(options) });

  const isFull = (): boolean => runs.readers >= maxReaders;
  const full = (): Response => refusal(503, { delay: 1000 });
  const stream = ({ signal }: Request, { key, reader = createRelayId(), after }: Target): Response => {
    if (isFull()) return full();
    const body = readableBytes(
      (demand) =>
        untilAborted(runs.read(key, reader, after, demand), signal).pipe(
          eventStreamText({ heartbeat, scheduler, demand }),
        ),
      { highWaterMark },
    );
    return new Response(body, { headers: EVENT_STREAM_HEADERS });
  };

  return {
    GET: async (request, target) => {
      const found = await store.find(target.key);
      if (found === undefined) return refusal(404);
      // After the end of an answer, an EventSource connects again until it receives this status.
      if (found.isOver && target.after >= found.last) return new Response(null, { status: 204 });
      // A number that no frame has yet is forged: its reader would wait for it beyond the end of the answer.
      return stream(request, { ...target, after: Math.min(target.after, found.last) });
    },
    POST: async (request, target) => {
      const { answer, user, key } = target;
      // Before anything is started, which nobody could read.
      if (isFull()) return full();
      if ((await store.find(key)) !== undefined) return stream(request, target);
      const context = { request, user, answer };
      const delay = await limit?.(context);
      if (delay !== undefined) return refusal(429, { delay });
      const read = await firstValueFrom(readJsonBody(request, { maxBodySize, bodyTimeout, scheduler }), {
        defaultValue: { refused: refusal(400) },
      });
      if ('refused' in read) return read.refused;
      if (await store.create(key))
        runs.start(key, (demand) => defer(() => openAnswer(ask(read.json, context), demand)));
      return stream(request, target);
    },
    DELETE: (_request, { key, reader }) => {
      if (reader === undefined) runs.stop(key);
      else runs.leave(key, reader);
      return Promise.resolve(new Response(null, { status: 204 }));
    },
    close: () => runs.close(),
  };
};
