import type { Endpoint } from './Endpoint.js';
import { chatEndpoint } from './chatEndpoint.js';
import { compactEndpoint } from './compactEndpoint.js';
import { inputTokensEndpoint } from './inputTokensEndpoint.js';
import { memoriesEndpoint } from './memoriesEndpoint.js';
import { modelsEndpoint } from './modelsEndpoint.js';
import { geminiEndpoint, isGeminiPath, messagesEndpoint } from './native/nativeEndpoint.js';
import { responsesEndpoint } from './responsesEndpoint.js';

/** Endpoints that have one path. */
export const ENDPOINTS: ReadonlyMap<string, Endpoint> = new Map([
  ['/v1/responses', responsesEndpoint],
  ['/v1/responses/compact', compactEndpoint],
  ['/v1/responses/input_tokens', inputTokensEndpoint],
  ['/v1/chat/completions', chatEndpoint],
  ['/v1/messages', messagesEndpoint],
  ['/v1/memories/trace_summarize', memoriesEndpoint],
  ['/v1/models', modelsEndpoint],
]);

/** Returns the endpoint at a path, which may name the model. */
export const endpointAt = (path: string): Endpoint | undefined =>
  ENDPOINTS.get(path) ?? (isGeminiPath(path) ? geminiEndpoint : undefined);
