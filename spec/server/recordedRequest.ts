import type { RecordedRequest } from '../../lib/server/index.js';

/** A request as an endpoint sees it. */
export const recordedRequest = (body: unknown, facts: Partial<RecordedRequest> = {}): RecordedRequest => ({
  index: 0,
  transport: 'http',
  socket: undefined,
  method: 'POST',
  path: '/v1/responses',
  query: {},
  headers: {},
  receivedAt: 0,
  size: undefined,
  clientClosedAt: undefined,
  completed: false,
  ...facts,
  body,
});
