import type { ResponseEvent } from '../protocol/ResponseEvent.js';
import { verificationsIn } from '../protocol/verifications.js';
import { apiRateLimitsOf } from './apiRateLimits.js';
import { rateLimitsOf } from './rateLimits.js';

const milliseconds = (text: string | null): number | null =>
  text !== null && /^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : null;

/**
 * Returns the events in the headers of a streaming response, which precede the events of its body: the model that
 * answers, recommended verifications, rate limits, the etag of the model list, and that reasoning is included. For
 * reasoning, the presence of the header counts, not its value.
 * The last event holds the id of the request and the time that the server spent.
 *
 * @param now the current time in milliseconds since 1970, from which the resets of `x-ratelimit-*` are counted.
 */
// docs/wire.md, section 4.2
export const headerEvents = (headers: Headers, now?: number): readonly ResponseEvent[] => {
  const request_id = requestIdOf(headers) ?? null;
  const processing_ms = milliseconds(headers.get('openai-processing-ms'));
  const model = headers.get('openai-model');
  const etag = headers.get('x-models-etag');
  const verifications = verificationsIn(headers.get('openai-verification-recommendation'));
  return [
    ...(model === null ? [] : [{ type: 'server_model', model } as const]),
    ...(verifications.length === 0 ? [] : [{ type: 'model_verifications', verifications } as const]),
    ...[...rateLimitsOf(headers), ...apiRateLimitsOf(headers, now)].map(
      (snapshot) => ({ type: 'rate_limits', snapshot }) as const,
    ),
    ...(etag === null ? [] : [{ type: 'models_etag', etag } as const]),
    ...(headers.has('x-reasoning-included') ? [{ type: 'server_reasoning_included', included: true } as const] : []),
    ...(request_id === null && processing_ms === null
      ? []
      : [{ type: 'response_headers', request_id, processing_ms } as const]),
  ];
};

/** Returns the id that the server gave a request. The support of the provider needs it. */
// docs/wire.md, section 11.2
export const requestIdOf = (headers: Headers): string | undefined =>
  headers.get('x-request-id') ??
  headers.get('request-id') ??
  headers.get('x-oai-request-id') ??
  headers.get('cf-ray') ??
  undefined;
