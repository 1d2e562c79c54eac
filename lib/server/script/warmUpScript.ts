import { isJsonObject } from '../../protocol/codec/json.js';
import { responsesFrames } from '../endpoints/responsesFrames.js';
import type { RecordedRequest } from '../log/RecordedRequest.js';
import { UNNAMED_MODEL } from './AnswerPlan.js';
import type { Script } from './Script.js';

/** True for a request on a WebSocket that generates nothing: the server reads it, and the next one may continue it. */
export const isWarmUp = ({ body }: RecordedRequest): boolean => isJsonObject(body) && body['generate'] === false;

// docs/wire.md, section 9.5
/** The script of a warm-up: a completed response without output, at once. */
export const warmUpScript = ({ index }: RecordedRequest): Script => ({
  answer: {
    frames: responsesFrames({ id: `resp_warmup_${index + 1}`, model: UNNAMED_MODEL, parts: [], usage: null }),
  },
});
