import { isJsonObject } from '../../protocol/codec/json.js';
import { answerTo } from '../script/answerTo.js';
import type { Endpoint } from './Endpoint.js';
import { isKept } from './keptEndpoint.js';
import { framesInBackground, responsesReply } from './responsesReply.js';

/** `POST /v1/responses`: a stream if `stream` is true, otherwise one response object. */
// docs/wire.md, section 4
export const responsesEndpoint: Endpoint = {
  method: 'POST',
  reply: (request, script, fault) => {
    const { frames } = answerTo(request, script);
    const { stream, input } = isJsonObject(request.body) ? request.body : {};
    return {
      ...responsesReply(frames, stream === true, fault),
      ...(isKept(request.body) ? { kept: { frames: framesInBackground(frames, fault), input } } : {}),
    };
  },
};
