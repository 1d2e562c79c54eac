import type { IncomingMessage } from 'node:http';
import { mergeHeaders } from '../http/mergeHeaders.js';
import type { RecordedRequest } from '../log/RecordedRequest.js';

/** A request record that is still being updated. */
export type RequestDraft = { -readonly [K in keyof RecordedRequest]: RecordedRequest[K] };

/** Creates the record of a request from its method, URL and headers. */
export const draftRequest = (
  { method = '', url = '', headers }: IncomingMessage,
  index: number,
  transport: RecordedRequest['transport'],
): RequestDraft => {
  const [path = '', ...query] = url.split('?');
  return {
    index,
    transport,
    socket: undefined,
    method,
    path,
    query: Object.fromEntries(new URLSearchParams(query.join('?'))),
    headers: mergeHeaders(headers),
    receivedAt: performance.now(),
    body: undefined,
    size: undefined,
    clientClosedAt: undefined,
    completed: false,
  };
};
