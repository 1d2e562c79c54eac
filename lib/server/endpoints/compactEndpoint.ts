import { isJsonObject, type JsonObject } from '../../protocol/codec/json.js';
import { unaryEndpoint } from './unaryEndpoint.js';

const lastUserMessage = (input: unknown): readonly JsonObject[] =>
  Array.isArray(input)
    ? input
        .filter(isJsonObject)
        .filter(({ role }) => role === 'user')
        .slice(-1)
    : [];

/** `POST /v1/responses/compact`: returns the user's last message and a `compaction` item with a short text. */
// docs/wire.md, section 6.7
export const compactEndpoint = unaryEndpoint('POST', ({ index, body }) => {
  const sealed = Buffer.from(`What was said before request ${index + 1}.`).toString('base64');
  const { input } = isJsonObject(body) ? body : {};
  return { output: [...lastUserMessage(input), { type: 'compaction', encrypted_content: sealed }] };
});
