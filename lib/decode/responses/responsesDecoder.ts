import type * as t from 'io-ts';
import { isLeft } from '#either';
import { apiError } from '../../protocol/errors/ApiError.js';
import { decodeFault } from '../../protocol/errors/decodeFault.js';
import { isJsonObject, type JsonObject } from '../../protocol/codec/json.js';
import { ResponsesFrame } from '../../protocol/ResponsesFrame.js';
import { DONE } from '../../protocol/SseFrame.js';
import type { DecoderFactory, ResponseObserver } from '../ResponseDecoder.js';
import { frameFailure } from '../failures/responseFailure.js';
import { frameHandlers, type Frames, type Handle } from './frameHandlers.js';
import { frameMetadata } from './frameMetadata.js';
import { rateLimitsOfFrame } from './rateLimitsFrame.js';

/** The state of one stream. */
interface Stream {
  readonly observer: ResponseObserver;
  /** Emits the metadata that frames of any type carry; called before a frame's own events. */
  readonly emitMetadata: (frame: JsonObject) => void;
}

type OnFrame = (frame: JsonObject, stream: Stream) => void;

/** Validates a frame with its codec before calling its handler. An invalid frame is skipped entirely. */
const checked =
  <A>(codec: t.Type<A, unknown>, handle: Handle<A>): OnFrame =>
  (frame, { observer, emitMetadata }) => {
    if (codec.is(frame)) {
      emitMetadata(frame);
      handle(frame, observer);
      return;
    }
    const decoded = codec.decode(frame);
    observer.skip(isLeft(decoded) ? decodeFault(decoded.left) : 'does not match the schema of its type');
  };

const onRateLimits: OnFrame = (frame, { observer, emitMetadata }) => {
  const snapshot = rateLimitsOfFrame(frame);
  if (snapshot === undefined) {
    observer.skip('unreadable rate limits');
    return;
  }
  emitMetadata(frame);
  observer.next({ type: 'rate_limits', snapshot });
};

// A Map: in a plain object, the type "constructor" would find the inherited property.
const tableOf = <F extends object>(
  codecs: { readonly [K in keyof F]: t.Type<F[K], unknown> },
  handlers: { readonly [K in keyof F]: Handle<F[K]> },
): ReadonlyMap<unknown, OnFrame> => {
  const table = new Map<unknown, OnFrame>([['codex.rate_limits', onRateLimits]]);
  for (const type in handlers) table.set(type, checked(codecs[type], handlers[type]));
  return table;
};

const handlers = tableOf<Frames>(ResponsesFrame, frameHandlers);

/**
 * Decodes the Responses API: it reads the frames of SSE or of a WebSocket and emits events. It completes at the first
 * terminal frame and fails as soon as a failure is reported. If the stream ends without either, it fails because the
 * answer is truncated. The answer consists of the finished items; `response.completed.output` is not read, because some
 * servers leave it empty.
 *
 * @example
 * json$.pipe(decodeEvents(responsesDecoder));
 */
export const responsesDecoder: DecoderFactory = (observer) => {
  const metadataOf = frameMetadata();
  const emitMetadata = (frame: JsonObject): void => {
    for (const event of metadataOf(frame)) observer.next(event);
  };
  const stream: Stream = { observer, emitMetadata };
  let lastType: unknown;
  let lastHandler: OnFrame = emitMetadata;
  // Most frames have the same type as the frame before. Comparing the two strings is faster than hashing a new one for
  // the table.
  const handlerOf = (type: unknown): OnFrame => {
    if (type !== lastType) {
      lastType = type;
      lastHandler = handlers.get(type) ?? emitMetadata;
    }
    return lastHandler;
  };

  return {
    onFrame: (json) => {
      if (json === DONE) return; // OpenRouter sends it after response.completed, when the answer is complete already
      if (!isJsonObject(json)) {
        observer.skip('not a JSON object');
        return;
      }
      const failure = frameFailure(json);
      if (failure === undefined) handlerOf(json['type'])(json, stream);
      else observer.error(failure);
    },
    onEnd: () =>
      observer.error(
        apiError({ type: 'stream', reason: 'truncated', detail: 'stream closed before response.completed' }),
      ),
  };
};
