import { isJsonObject, type JsonObject } from '../../protocol/codec/json.js';
import { jsonReply } from '../http/jsonReply.js';
import type { Endpoint } from './Endpoint.js';
import type { StoredResponse } from './KeptResponses.js';
import { pageOf } from './inputItemsPage.js';
import { lastResponse, responsesReply } from './responsesReply.js';

const PATH = /^\/v1\/responses\/([^/]+)(?:\/(cancel|input_items))?$/;

/** The response that a path names, and what is requested of it. */
export interface KeptPath {
  readonly id: string;
  readonly action: 'response' | 'cancel' | 'input_items';
}

/** Reads the path of a kept response; undefined for other paths and for an invalid id. */
export const keptPath = (path: string): KeptPath | undefined => {
  const [, written, action = 'response'] = PATH.exec(path) ?? [];
  if (written === undefined || (action !== 'response' && action !== 'cancel' && action !== 'input_items'))
    return undefined;
  try {
    return { id: decodeURIComponent(written), action };
  } catch {
    return undefined; // an invalid escape such as %zz: no response has that id
  }
};

/** Returns the frames after the first one with this sequence number; all frames if none has it. */
const framesAfter = (frames: readonly JsonObject[], number: string | undefined): readonly JsonObject[] =>
  frames.slice(frames.findIndex(({ sequence_number }) => String(sequence_number) === number) + 1);

/** The frames of a response that was cancelled: its last frame has the status `cancelled`. */
const cancelledFrames = (frames: readonly JsonObject[]): readonly JsonObject[] => {
  const response = { ...lastResponse(frames), status: 'cancelled' };
  return [...frames.slice(0, -1), { ...frames.at(-1), type: 'response.cancelled', response }];
};

/** `GET /v1/responses/{id}`: with `stream=true` the frames after `starting_after`, otherwise the response object. */
const getResponse = ({ frames }: StoredResponse): Endpoint => ({
  method: 'GET',
  reply: ({ query }, _script, fault) =>
    query['stream'] === 'true'
      ? responsesReply(framesAfter(frames, query['starting_after']), true, fault)
      : responsesReply(frames, false, fault),
});

/** `DELETE /v1/responses/{id}`. */
const deleteResponse = (id: string): Endpoint => ({
  method: 'DELETE',
  reply: (_request, _script, fault) => ({
    ...jsonReply({ id, object: 'response', deleted: true }, fault),
    dropped: id,
  }),
});

/** `POST /v1/responses/{id}/cancel`: the response has the status `cancelled` from then on. */
const cancelResponse = (stored: StoredResponse): Endpoint => ({
  method: 'POST',
  reply: (_request, _script, fault) => {
    const kept = { ...stored, frames: cancelledFrames(stored.frames) };
    return { ...responsesReply(kept.frames, false, fault), kept };
  },
});

/** `GET /v1/responses/{id}/input_items`: the items of the request, in pages. */
const listInputItems = ({ input }: StoredResponse): Endpoint => ({
  method: 'GET',
  reply: ({ query }, _script, fault) => jsonReply(pageOf(input, query), fault),
});

/**
 * The endpoint of a path of a kept response. The script sets the pace and the faults. A fault's `after` counts the
 * frames of this reply. The script's `answer` is not used.
 */
// docs/wire.md, section 6.10
export const keptEndpoint = ({ id, action }: KeptPath, method: string, stored: StoredResponse): Endpoint => {
  if (action === 'cancel') return cancelResponse(stored);
  if (action === 'input_items') return listInputItems(stored);
  return method === 'DELETE' ? deleteResponse(id) : getResponse(stored);
};

/** An endpoint for the check of the method, if the response is not kept. */
export const NOTHING_STORED: StoredResponse = { frames: [], input: [] };

/** Returns true for a response object that the request asks the server to keep. */
export const isKept = (body: unknown): boolean =>
  isJsonObject(body) && (body['background'] === true || body['store'] === true);
