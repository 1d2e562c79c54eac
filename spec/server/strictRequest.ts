import type { RecordedRequest } from '../../lib/server/log/RecordedRequest.js';
import type { WireApi } from '../../lib/provider/Provider.js';

const PATHS: Readonly<Record<WireApi, readonly [path: string, list: string]>> = {
  responses: ['/v1/responses', 'input'],
  chat: ['/v1/chat/completions', 'messages'],
  messages: ['/v1/messages', 'messages'],
  gemini: ['/v1/models/m:streamGenerateContent', 'contents'],
};

/** A request with a body as a strict server checks it. */
export const draftRequest = (wire: WireApi, body: unknown): RecordedRequest => ({
  index: 0,
  transport: 'http',
  socket: undefined,
  method: 'POST',
  path: PATHS[wire][0],
  query: {},
  headers: {},
  receivedAt: 0,
  body,
  size: undefined,
  clientClosedAt: undefined,
  completed: false,
});

/** A request with the messages or items of its API. */
export const draftRequestFor = (wire: WireApi, list: readonly object[], more?: object): RecordedRequest =>
  draftRequest(wire, { ...(more ?? { model: 'm', stream: true }), [PATHS[wire][1]]: list });
