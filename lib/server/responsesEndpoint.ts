import { isJsonObject, type JsonObject } from '../protocol/json.js';
import { defaultAnswer } from './defaultScript.js';
import type { Endpoint, Reply } from './Endpoint.js';
import { playFault, type FaultyFrames } from './responsesFaults.js';
import type { Piece } from './schedule.js';
import type { BodyFault } from './Script.js';
import { sseEvent, sseFrame } from './sse.js';

const MALFORMED = sseEvent('response.output_text.delta', '{"type":"response.output_text.delta","delta":"torn');

const pieceOf = (frame: JsonObject | null): Piece =>
  frame === null
    ? { text: MALFORMED, isToken: false }
    : { text: sseFrame(frame), isToken: typeof frame['type'] === 'string' && frame['type'].endsWith('.delta') };

const lastResponse = (frames: FaultyFrames['frames']): JsonObject =>
  frames
    .map((frame) => frame?.['response'])
    .filter(isJsonObject)
    .at(-1) ?? {};

/** The faults that leave half a JSON text, where a stream would have had half its frames. */
const HALVES: ReadonlySet<string | undefined> = new Set<BodyFault['type']>([
  'reset_mid_body',
  'stall_mid_body',
  'truncate',
  'malformed_frame',
]);

/** The answer to a request that did not ask for a stream: one JSON text. An `error_event` is an error object in a 200. */
const jsonText = (frames: readonly JsonObject[], played: FaultyFrames, fault: BodyFault | undefined): string => {
  if (fault?.type === 'error_event') return JSON.stringify({ error: fault.error });
  if (!HALVES.has(fault?.type)) return JSON.stringify(lastResponse(played.frames));
  const whole = JSON.stringify(lastResponse(frames));
  return whole.slice(0, whole.length / 2);
};

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
    const { ending } = played;
    if (isJsonObject(request.body) && request.body['stream'] === true) {
      const headers = { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache', ...model };
      return { headers, pieces: played.frames.map(pieceOf), ending };
    }
    const text = jsonText(frames, played, fault);
    return {
      headers: { 'content-type': 'application/json', ...model },
      pieces: [{ text, isToken: false }],
      ending: fault?.type === 'error_event' ? 'end' : ending,
    };
  },
};
