import type { RecordedRequest } from '../../lib/server/log/RecordedRequest.js';

/** A request as a strict server checks it. */
export const draftRequestFor = (wire: 'chat' | 'responses', list: readonly object[]): RecordedRequest => ({
  index: 0,
  transport: 'http',
  socket: undefined,
  method: 'POST',
  path: wire === 'chat' ? '/v1/chat/completions' : '/v1/responses',
  query: {},
  headers: {},
  receivedAt: 0,
  body: { model: 'm', stream: true, [wire === 'chat' ? 'messages' : 'input']: list },
  size: undefined,
  clientClosedAt: undefined,
  completed: false,
});
