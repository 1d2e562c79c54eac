import type { RecordedRequest } from '../log/RecordedRequest.js';
import { wrongKey, type Refusal } from './refusals.js';

/** Returns a refusal if the request does not carry the server's key. */
export const checkKey = (
  { headers }: Pick<RecordedRequest, 'headers'>,
  apiKey: string | undefined,
): Refusal | undefined => {
  const key = /^Bearer (.+)$/i.exec(headers['authorization'] ?? '')?.[1]?.trim();
  return apiKey === undefined || key === apiKey ? undefined : wrongKey(key);
};
