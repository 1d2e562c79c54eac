import { isJsonObject, type JsonObject } from '../../protocol/codec/json.js';
import type { Reply } from './Endpoint.js';
import { jsonReply } from '../http/jsonReply.js';
import { isTokenFrame, TORN_FRAME } from '../script/readFrame.js';
import { playFault, type FaultyFrames } from './responsesFaults.js';
import type { Piece } from '../script/schedule.js';
import type { BodyFault } from '../script/Script.js';
import { SSE_HEADERS, sseEvent, sseFrame } from '../http/sse.js';

const pieceOf = (frame: JsonObject | null): Piece =>
  frame === null
    ? { text: sseEvent('response.output_text.delta', TORN_FRAME), isToken: false }
    : { text: sseFrame(frame), isToken: isTokenFrame(frame) };

const lastResponse = (frames: FaultyFrames['frames']): JsonObject =>
  frames
    .map((frame) => frame?.['response'])
    .filter(isJsonObject)
    .at(-1) ?? {};

/** The faults that a response itself can tell of. */
const SETTLED: ReadonlySet<string | undefined> = new Set<BodyFault['type']>(['response_failed', 'incomplete']);

// A model's name may hold what a header may not, e.g. "modèle ☃".
const modelHeader = (model: unknown): Readonly<Record<string, string>> =>
  typeof model === 'string' && /^[\x21-\x7e]+$/.test(model) ? { 'openai-model': model } : {};

/** The frames of a response as a stream, or the response as one object, after a fault has had its way with them. */
export const responsesReply = (
  frames: readonly JsonObject[],
  isStream: boolean,
  fault: BodyFault | undefined,
): Reply => {
  const played = playFault(frames, fault);
  const model = modelHeader(lastResponse(frames)['model']);
  if (isStream)
    return { headers: { ...SSE_HEADERS, ...model }, pieces: played.frames.map(pieceOf), ending: played.ending };
  return SETTLED.has(fault?.type)
    ? jsonReply(lastResponse(played.frames), undefined, model)
    : jsonReply(lastResponse(frames), fault, model);
};

/** The frames of a response whose connection may be lost, but which goes on: only its own failure is a part of it. */
export const framesInBackground = (
  frames: readonly JsonObject[],
  fault: BodyFault | undefined,
): readonly JsonObject[] => (SETTLED.has(fault?.type) ? playFault(frames, fault).frames.filter(isJsonObject) : frames);
