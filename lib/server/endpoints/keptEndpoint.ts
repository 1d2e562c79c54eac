import type { JsonObject } from '../../protocol/codec/json.js';
import type { Endpoint } from './Endpoint.js';
import { responsesReply } from './responsesReply.js';

const PATH = /^\/v1\/responses\/([^/]+)$/;

/** Reads the id of the response that a path names; undefined for other paths and for an invalid id. */
export const keptId = (path: string): string | undefined => {
  const written = PATH.exec(path)?.[1];
  try {
    return written === undefined ? undefined : decodeURIComponent(written);
  } catch {
    return undefined; // an invalid escape such as %zz: no response has that id
  }
};

/** Returns the frames after the first one with this sequence number; all frames if none has it. */
const framesAfter = (frames: readonly JsonObject[], number: string | undefined): readonly JsonObject[] =>
  frames.slice(frames.findIndex(({ sequence_number }) => String(sequence_number) === number) + 1);

/**
 * `GET /v1/responses/{id}` for one kept response: with `stream=true` the frames after `starting_after`, otherwise the
 * response object. The script sets the pace and the faults. A fault's `after` counts the frames of this reply. The
 * script's `answer` is not used.
 */
export const keptEndpoint = (frames: readonly JsonObject[]): Endpoint => ({
  method: 'GET',
  reply: ({ query }, _script, fault) =>
    query['stream'] === 'true'
      ? responsesReply(framesAfter(frames, query['starting_after']), true, fault)
      : responsesReply(frames, false, fault),
});
