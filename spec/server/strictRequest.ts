import type { RecordedRequest } from '../../lib/server/log/RecordedRequest.js';
import type { WireApi } from '../../lib/provider/Provider.js';

const PATHS: Readonly<Record<WireApi, readonly [path: string, list: string]>> = {
  responses: ['/v1/responses', 'input'],
  chat: ['/v1/chat/completions', 'messages'],
  messages: ['/v1/messages', 'messages'],
  gemini: ['/v1/models/m:streamGenerateContent', 'contents'],
};

/** A request as a strict server checks it. */
export const draftRequestFor = (wire: WireApi, list: readonly object[], more?: object): RecordedRequest => {
  const [path, member] = PATHS[wire];
  return {
    index: 0,
    transport: 'http',
    socket: undefined,
    method: 'POST',
    path,
    query: {},
    headers: {},
    receivedAt: 0,
    body: { ...(more ?? { model: 'm', stream: true }), [member]: list },
    size: undefined,
    clientClosedAt: undefined,
    completed: false,
  };
};
