import { isJsonObject, type JsonObject } from '../../protocol/codec/json.js';
import type { RecordedRequest } from '../log/RecordedRequest.js';
import { UNNAMED_MODEL } from './AnswerPlan.js';
import { defaultAnswer } from './defaultScript.js';
import type { ScriptedAnswer, Script } from './Script.js';

/** Replaces the model of a frame, a chunk, or the response in a frame, if the answer was scripted without a model. */
const named =
  (model: string) =>
  (frame: JsonObject): JsonObject => {
    const { response } = frame;
    if (isJsonObject(response) && response['model'] === UNNAMED_MODEL)
      return { ...frame, response: { ...response, model } };
    return frame['model'] === UNNAMED_MODEL ? { ...frame, model } : frame;
  };

/**
 * Returns the answer to a request. An answer without a model of its own has the model that the request names: clients
 * such as codex treat any other model as a change made by the server, and warn about it.
 */
export const answerTo = (request: RecordedRequest, { answer = defaultAnswer(request) }: Script): ScriptedAnswer => {
  const model = isJsonObject(request.body) ? request.body['model'] : undefined;
  if (typeof model !== 'string') return answer;
  return { frames: answer.frames.map(named(model)), chunks: answer.chunks?.map(named(model)) };
};
