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

/** Returns the response object of the last frame that has one. */
export const lastResponse = (frames: FaultyFrames['frames']): JsonObject =>
  frames
    .map((frame) => frame?.['response'])
    .filter(isJsonObject)
    .at(-1) ?? {};

/** The faults that appear in the `status` of a response object. */
const SETTLED: ReadonlySet<string | undefined> = new Set<BodyFault['type']>(['response_failed', 'incomplete']);

// A model name may contain characters that are invalid in a header, e.g. "modèle".
const modelHeader = (model: unknown): Readonly<Record<string, string>> =>
  typeof model === 'string' && /^[\x21-\x7e]+$/.test(model) ? { 'openai-model': model } : {};

/** Replies with the frames of a response as a stream, or with one response object, and applies a fault to it. */
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

/**
 * Returns the frames of a background response. Only faults of the response apply; faults of its connection are ignored.
 */
export const framesInBackground = (
  frames: readonly JsonObject[],
  fault: BodyFault | undefined,
): readonly JsonObject[] => (SETTLED.has(fault?.type) ? playFault(frames, fault).frames.filter(isJsonObject) : frames);
