import type { ResponseEvent } from '../protocol/ResponseEvent.js';
import { verificationsIn } from '../protocol/verifications.js';
import { rateLimitsOf } from './rateLimits.js';

const NONE: readonly ResponseEvent[] = [];

/** The server announces that it holds the output back while it checks it, and the model that would be faster. */
const bufferingIn = (headers: Headers): readonly ResponseEvent[] => {
  const enabled = headers.get('x-codex-safety-buffering-enabled')?.trim().toLowerCase();
  if (enabled !== 'true' && enabled !== '1') return [];
  const model = headers.get('x-codex-safety-buffering-faster-model')?.trim();
  return [{ type: 'safety_buffering', details: model ? { enabled: true, faster_model: model } : { enabled: true } }];
};

/**
 * Returns the events in the headers of a streaming response, which precede the events of its body: the model that
 * answers, recommended verifications, rate limits, the etag of the model list, that reasoning is included, and that the
 * output is held back. For reasoning, the presence of the header counts, not its value.
 */
// docs/wire.md, section 4.2
export const headerEvents = (headers: Headers): readonly ResponseEvent[] => {
  // Most servers send none of these headers, and looking for each of them takes long.
  if (![...headers.keys()].some((name) => name.startsWith('x-') || name.startsWith('openai-'))) return NONE;
  const model = headers.get('openai-model');
  const etag = headers.get('x-models-etag');
  const verifications = verificationsIn(headers.get('openai-verification-recommendation'));
  return [
    ...(model === null ? [] : [{ type: 'server_model', model } as const]),
    ...(verifications.length === 0 ? [] : [{ type: 'model_verifications', verifications } as const]),
    ...rateLimitsOf(headers).map((snapshot) => ({ type: 'rate_limits', snapshot }) as const),
    ...(etag === null ? [] : [{ type: 'models_etag', etag } as const]),
    ...(headers.has('x-reasoning-included') ? [{ type: 'server_reasoning_included', included: true } as const] : []),
    ...bufferingIn(headers),
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

/** The time that the server spent on a request, in milliseconds. */
export const processingTimeOf = (headers: Headers): number | undefined => {
  const text = headers.get('openai-processing-ms')?.trim() ?? '';
  return /^\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
};
