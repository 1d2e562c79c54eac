import type * as t from 'io-ts';
import { isLeft } from '#either';
import { apiError } from '../../protocol/errors/ApiError.js';
import { excerpt, jsonExcerpt } from '../../protocol/errors/errorBody.js';
import { decodeFault } from '../../protocol/errors/decodeFault.js';
import { isJsonObject, type JsonObject } from '../../protocol/codec/json.js';
import { ResponsesFrame } from '../../protocol/ResponsesFrame.js';
import { DONE } from '../../protocol/SseFrame.js';
import type { DecoderFactory, ResponseDecoder, ResponseObserver } from '../ResponseDecoder.js';
import { frameFailure } from '../failures/responseFailure.js';
import { receivedText } from '../text/receivedText.js';
import { finishedItems } from './finishedItems.js';
import { frameHandlers, type Frames, type Handle } from './frameHandlers.js';
import { frameMetadata } from './frameMetadata.js';
import { onInProgress, onMetadata, onQueued, onSafetyBuffering } from './metadataHandlers.js';
import { openCalls } from './openCalls.js';
import { rateLimitsOfFrame } from './rateLimitsFrame.js';
import type { OnFrame, Stream } from './Stream.js';
import { onWholeInput, wholeTextHandlers } from './textHandlers.js';
import { toolHandler } from './toolHandlers.js';

/** Validates a frame with its codec before calling its handler. An invalid frame is skipped entirely. */
const checked =
  <A>(codec: t.Type<A, unknown>, handle: Handle<A>): OnFrame =>
  (frame, stream) => {
    const { observer, emitMetadata } = stream;
    if (codec.is(frame)) {
      emitMetadata(frame);
      handle(frame, stream);
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

/** Frames whose content other frames repeat. */
const onRepetition: OnFrame = (frame, { emitMetadata }) => emitMetadata(frame);

// A Map, because an object would answer to frames of type "constructor".
const tableOf = <F extends object>(
  codecs: { readonly [K in keyof F]: t.Type<F[K], unknown> },
  handlers: { readonly [K in keyof F]: Handle<F[K]> },
): ReadonlyMap<unknown, OnFrame> => {
  const table = new Map<unknown, OnFrame>([
    ...wholeTextHandlers,
    ['codex.rate_limits', onRateLimits],
    ['response.metadata', onMetadata],
    ['codex.response.metadata', onMetadata],
    ['response.safety_buffering', onSafetyBuffering],
    ['codex.safety_buffering', onSafetyBuffering],
    ['response.queued', onQueued],
    ['response.in_progress', onInProgress],
    ['response.function_call_arguments.done', onWholeInput('arguments')],
    ['response.custom_tool_call_input.done', onWholeInput('input')],
    ['response.content_part.added', onRepetition],
    ['responsesapi.websocket_timing', onRepetition],
  ]);
  for (const type in handlers) table.set(type, checked(codecs[type], handlers[type]));
  return table;
};

const handlers = tableOf<Frames>(ResponsesFrame, frameHandlers);

const onUnknown: OnFrame = (frame, { observer, emitMetadata }) => {
  emitMetadata(frame);
  const { type: given } = frame;
  const type = typeof given === 'string' ? excerpt(given, 50) : jsonExcerpt(given, 50);
  observer.other(frame, `no event for frames of type ${type}`);
};

const withMetadata =
  (handle: OnFrame): OnFrame =>
  (frame, stream) => {
    stream.emitMetadata(frame);
    handle(frame, stream);
  };

const handlerFor = (type: unknown): OnFrame => {
  const known = handlers.get(type);
  if (known !== undefined) return known;
  const tool = typeof type === 'string' ? toolHandler(type) : undefined;
  return tool === undefined ? onUnknown : withMetadata(tool);
};

/** Decodes one stream. It is its own state, which the handlers of frames read and change. */
class Decoder implements ResponseDecoder, Stream {
  readonly text: Stream['text'];
  readonly finished = finishedItems();
  readonly calls = openCalls();
  isQueued = false;
  readonly #metadataOf = frameMetadata();
  #lastType: unknown;
  #lastHandler: OnFrame = onUnknown;

  constructor(
    readonly observer: ResponseObserver,
    readonly isContinued: boolean,
  ) {
    this.text = receivedText({ isContinued });
  }

  readonly emitMetadata = (frame: JsonObject): void => {
    for (const event of this.#metadataOf(frame)) this.observer.next(event);
  };

  onFrame(json: unknown): void {
    if (json === DONE) return; // OpenRouter sends it after response.completed, when the answer is complete already
    if (!isJsonObject(json)) {
      this.observer.skip('not a JSON object');
      return;
    }
    const failure = frameFailure(json);
    if (failure === undefined) this.#handlerOf(json['type'])(json, this);
    else this.observer.error(failure);
  }

  onEnd(): void {
    this.text.flush((event) => this.observer.next(event));
    this.observer.error(
      apiError({ type: 'stream', reason: 'truncated', detail: 'stream closed before response.completed' }),
    );
  }

  // A frame is mostly of its predecessor's type. Comparing the two texts costs less than hashing a new one for the table.
  #handlerOf(type: unknown): OnFrame {
    if (type !== this.#lastType) {
      this.#lastType = type;
      this.#lastHandler = handlerFor(type);
    }
    return this.#lastHandler;
  }
}

/**
 * Decodes the Responses API: it reads the frames of SSE or of a WebSocket and emits events. It completes at the first
 * terminal frame and fails immediately on a reported failure. An end without either is an error for the truncation. A
 * text or an item that comes in several places, as deltas, as a whole and in the terminal frame, is emitted once.
 *
 * @example
 * json$.pipe(decodeEvents(responsesDecoder));
 */
export const responsesDecoder: DecoderFactory = (observer) => new Decoder(observer, false);

/** Decodes a stream of the Responses API that begins behind a cursor: what came before it is not filled in. */
export const continuedResponsesDecoder: DecoderFactory = (observer) => new Decoder(observer, true);
