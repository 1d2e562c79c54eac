import { isJsonObject, type JsonObject } from '../protocol/json.js';
import { defaultAnswer } from './defaultScript.js';
import type { Endpoint, Reply } from './Endpoint.js';
import { jsonReply } from './jsonReply.js';
import { isTokenFrame, TORN_FRAME } from './readFrame.js';
import { playFault, type FaultyFrames } from './responsesFaults.js';
import type { Piece } from './schedule.js';
import type { BodyFault } from './Script.js';
import { SSE_HEADERS, sseEvent, sseFrame } from './sse.js';

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

/** `POST /v1/responses`: a stream where `stream` is true, else one response object. Source: wire.md 4. */
export const responsesEndpoint: Endpoint = {
  method: 'POST',
  reply: (request, script, fault): Reply => {
    const { frames } = script.answer ?? defaultAnswer(request);
    const played = playFault(frames, fault);
    const model = modelHeader(lastResponse(frames)['model']);
    if (isJsonObject(request.body) && request.body['stream'] === true)
      return { headers: { ...SSE_HEADERS, ...model }, pieces: played.frames.map(pieceOf), ending: played.ending };
    return SETTLED.has(fault?.type)
      ? jsonReply(lastResponse(played.frames), undefined, model)
      : jsonReply(lastResponse(frames), fault, model);
  },
};
