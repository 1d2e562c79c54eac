import type { JsonObject } from '../../protocol/codec/json.js';
import type { Endpoint } from './Endpoint.js';
import { responsesReply } from './responsesReply.js';

const PATH = /^\/v1\/responses\/([^/]+)$/;

/** The id of the response that a path names; undefined for other paths, and where it cannot be read. */
export const keptId = (path: string): string | undefined => {
  const written = PATH.exec(path)?.[1];
  try {
    return written === undefined ? undefined : decodeURIComponent(written);
  } catch {
    return undefined; // a % that begins no character: no response is called so
  }
};

/** What comes after the first frame of this number; all where none has it. */
const framesAfter = (frames: readonly JsonObject[], number: string | undefined): readonly JsonObject[] =>
  frames.slice(frames.findIndex(({ sequence_number }) => String(sequence_number) === number) + 1);

/**
 * `GET /v1/responses/{id}` of one kept response: with `stream=true` its frames, those after `starting_after`; else the
 * response object. A script gives the pace and the faults, whose `after` counts the frames that are sent here; its `answer`
 * is not asked for.
 */
export const keptEndpoint = (frames: readonly JsonObject[]): Endpoint => ({
  method: 'GET',
  reply: ({ query }, _script, fault) =>
    query['stream'] === 'true'
      ? responsesReply(framesAfter(frames, query['starting_after']), true, fault)
      : responsesReply(frames, false, fault),
});
