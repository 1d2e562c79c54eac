import { isPresent } from '../../protocol/codec/json.js';
import type { RecordedRequest } from '../log/RecordedRequest.js';
import { wrongKey, type Refusal } from './refusals.js';

/** The headers in which APIs expect a key, besides `authorization`: Anthropic, Gemini, Azure. */
const KEY_HEADERS = ['x-api-key', 'x-goog-api-key', 'api-key'] as const;

/** Returns a refusal if the request does not carry the server's key, as a bearer token or in the header of an API. */
export const checkKey = (
  { headers }: Pick<RecordedRequest, 'headers'>,
  apiKey: string | undefined,
): Refusal | undefined => {
  const token = /^Bearer (.+)$/i.exec(headers['authorization'] ?? '')?.[1]?.trim();
  const key = token ?? KEY_HEADERS.map((name) => headers[name]).find(isPresent);
  return apiKey === undefined || key === apiKey ? undefined : wrongKey(key);
};
