import type { RecordedRequest } from '../../lib/server/log/RecordedRequest.js';

/** A request with a body as a strict server checks it. */
export const draftRequest = (wire: 'chat' | 'responses', body: unknown): RecordedRequest => ({
  index: 0,
  transport: 'http',
  socket: undefined,
  method: 'POST',
  path: wire === 'chat' ? '/v1/chat/completions' : '/v1/responses',
  query: {},
  headers: {},
  receivedAt: 0,
  body,
  size: undefined,
  clientClosedAt: undefined,
  completed: false,
});

/** A request with messages of Chat or items of Responses. */
export const draftRequestFor = (wire: 'chat' | 'responses', list: readonly object[]): RecordedRequest =>
  draftRequest(wire, { model: 'm', stream: true, [wire === 'chat' ? 'messages' : 'input']: list });
