import { isJsonObject, isPresent, type JsonObject } from '../../protocol/codec/json.js';
import type { ResponseEvent } from '../../protocol/ResponseEvent.js';
import { verificationsIn } from '../../protocol/verifications.js';

const NONE: readonly ResponseEvent[] = [];

/** The value of `openai-model` or `x-openai-model`, in any case, in a frame's `headers` object. */
const modelIn = (headers: unknown): string | undefined => {
  if (!isJsonObject(headers)) return undefined;
  const [, value] = Object.entries(headers).find(([name]) => /^(x-)?openai-model$/i.test(name)) ?? [];
  const first: unknown = Array.isArray(value) ? value.find((each) => typeof each === 'string') : value;
  return typeof first === 'string' ? first : undefined;
};

const VERIFICATION = 'openai_verification_recommendation';

/**
 * What frames of any type say besides their own matter: the model that really answers, and verifications that the
 * server recommends. Each is told again only when it changes. Made per stream. Source: wire.md 4.3.
 */
export const frameMetadata = (): ((frame: JsonObject) => readonly ResponseEvent[]) => {
  let model: string | undefined;
  let verifications = '';

  return (frame) => {
    const response = frame['response'];
    const inner = isJsonObject(response) ? response : undefined;
    // Deltas, which are nearly all frames, have none of these keys.
    if (inner === undefined && frame['headers'] === undefined && frame[VERIFICATION] === undefined) return NONE;
    const events: ResponseEvent[] = [];

    const answering = modelIn(inner?.['headers']) ?? modelIn(frame['headers']);
    if (answering !== undefined && answering !== model) {
      model = answering;
      events.push({ type: 'server_model', model });
    }
    const places = [frame, inner, frame['headers'], inner?.['headers']].filter(isJsonObject);
    const advised = verificationsIn(places.map((place) => place[VERIFICATION]).find(isPresent));
    if (advised.length > 0 && advised.join() !== verifications) {
      verifications = advised.join();
      events.push({ type: 'model_verifications', verifications: advised });
    }
    return events;
  };
};
