import type { JsonObject } from '../../protocol/codec/json.js';
import type { ResponseObserver } from '../ResponseDecoder.js';
import type { ReceivedText } from '../text/receivedText.js';
import type { FinishedItems } from './finishedItems.js';
import type { OpenCalls } from './openCalls.js';

/** The state of one stream of the Responses API. */
export interface Stream {
  readonly observer: ResponseObserver;
  /** True for a stream that begins behind a cursor: what came before it is not missing. */
  readonly isContinued: boolean;
  readonly text: ReceivedText;
  readonly finished: FinishedItems;
  readonly calls: OpenCalls;
  /** Emits the metadata that frames of any type carry; called before a frame's own events. */
  readonly emitMetadata: (frame: JsonObject) => void;
  /** True once the server has reported that the response is queued. */
  isQueued: boolean;
}

/** Emits the events of a frame. */
export type OnFrame = (frame: JsonObject, stream: Stream) => void;
