import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RecordedRequest } from './RecordedRequest.js';
import type { Refusal } from './refusals.js';
import type { RequestLog } from './RequestLog.js';

type HeaderRecord = Readonly<Record<string, string | readonly string[] | undefined>>;
type Draft = { -readonly [K in keyof RecordedRequest]: RecordedRequest[K] };

/** One request and the answer to it, with the ways an answer can end; the log hears of each. */
export interface Exchange {
  readonly request: RecordedRequest;
  readonly response: ServerResponse;
  /** Aborted when the connection is closed before the answer was ended, by whomever. */
  readonly gone: AbortSignal;
  /** Says what the body was, and how many bytes it had when it came compressed. */
  readonly setBody: (body: unknown, compressedSize: number | undefined) => void;
  /** Sends the head, which carries the request's id; later headers win over earlier ones. */
  readonly head: (status: number, ...headers: readonly (HeaderRecord | undefined)[]) => void;
  /** Ends the answer in order. */
  readonly end: (text?: string) => void;
  /** Ends the answer by resetting the connection. */
  readonly reset: () => void;
}

/** One record for several: names in lower case, later ones win. */
const mergeHeaders = (...headers: readonly (HeaderRecord | undefined)[]): Record<string, string> =>
  Object.fromEntries(
    headers
      .flatMap((each) => Object.entries(each ?? {}))
      .map(([name, value = '']) => [name.toLowerCase(), typeof value === 'string' ? value : value.join(', ')]),
  );

const draft = ({ method = '', url = '', headers }: IncomingMessage, index: number): Draft => {
  const [path = '', ...query] = url.split('?');
  return {
    index,
    method,
    path,
    query: Object.fromEntries(new URLSearchParams(query.join('?'))),
    headers: mergeHeaders(headers),
    receivedAt: performance.now(),
    body: undefined,
    clientClosedAt: undefined,
    completed: false,
  };
};

/** Records a request, and watches its connection until it is answered. */
export const openExchange = (message: IncomingMessage, response: ServerResponse, log: RequestLog): Exchange => {
  const { socket } = message;
  const request = draft(message, log.requests.length);
  const gone = new AbortController();

  const onClose = (): void => {
    if (!log.isOver(request)) request.clientClosedAt = performance.now();
    log.finish(request);
    gone.abort();
  };

  log.add(request);
  socket.once('close', onClose);
  return {
    request,
    response,
    gone: gone.signal,
    setBody: (body, compressedSize) => {
      request.body = body;
      if (compressedSize !== undefined) request.compressedSize = compressedSize;
    },
    head: (status, ...headers) => {
      response.writeHead(status, mergeHeaders({ 'x-request-id': `req_${request.index + 1}` }, ...headers));
      response.flushHeaders();
    },
    end: (text) => {
      socket.off('close', onClose);
      request.completed = true;
      log.finish(request);
      response.end(text);
    },
    reset: () => {
      log.finish(request);
      socket.resetAndDestroy();
    },
  };
};

/** Answers with an error that no script asked for. */
export const refuse = ({ head, end }: Exchange, { status, headers, error }: Refusal): void => {
  head(status, { 'content-type': 'application/json' }, headers);
  end(JSON.stringify({ error }));
};
