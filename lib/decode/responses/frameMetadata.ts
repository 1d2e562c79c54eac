import { isJsonObject, isPresent, type JsonObject } from '../../protocol/codec/json.js';
import type { ResponseEvent } from '../../protocol/ResponseEvent.js';
import { verificationsIn } from '../../protocol/verifications.js';

const NONE: readonly ResponseEvent[] = [];

/**
 * Returns the value of `openai-model` or `x-openai-model` in the `headers` object of a frame. The case of the name is
 * ignored.
 */
const modelIn = (headers: unknown): string | undefined => {
  if (!isJsonObject(headers)) return undefined;
  const [, value] = Object.entries(headers).find(([name]) => /^(x-)?openai-model$/i.test(name)) ?? [];
  const first: unknown = Array.isArray(value) ? value.find((element) => typeof element === 'string') : value;
  return typeof first === 'string' ? first : undefined;
};

const VERIFICATION = 'openai_verification_recommendation';

/**
 * Creates a reader of the metadata that frames of any type may carry: the model that answers, and the verifications
 * that the server recommends. A value is returned again only when it changes. Create one per stream.
 */
// docs/wire.md, section 4.3
export const frameMetadata = (): ((frame: JsonObject) => readonly ResponseEvent[]) => {
  let model: string | undefined;
  let verifications = '';

  return (frame) => {
    const response = frame['response'];
    const inner = isJsonObject(response) ? response : undefined;
    // Deltas, which are nearly all frames, have none of these keys and return here.
    const { metadata, headers } = frame;
    if (inner === undefined && headers === undefined && metadata === undefined && frame[VERIFICATION] === undefined)
      return NONE;
    const events: ResponseEvent[] = [];

    const answering = modelIn(inner?.['headers']) ?? modelIn(headers);
    if (answering !== undefined && answering !== model) {
      model = answering;
      events.push({ type: 'server_model', model });
    }
    const sources = [frame, inner, headers, inner?.['headers'], metadata].filter(isJsonObject);
    const advised = verificationsIn(sources.map((source) => source[VERIFICATION]).find(isPresent));
    if (advised.length > 0 && advised.join() !== verifications) {
      verifications = advised.join();
      events.push({ type: 'model_verifications', verifications: advised });
    }
    return events;
  };
};
