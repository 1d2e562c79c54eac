import type { IncomingMessage, ServerResponse } from 'node:http';
import { corsHeaders } from './cors.js';
import { draftRequest } from '../script/draftRequest.js';
import { mergeHeaders, type HeaderRecord } from './mergeHeaders.js';
import type { RecordedRequest } from '../log/RecordedRequest.js';
import type { Refusal } from './refusals.js';
import type { RequestLog } from '../log/RequestLog.js';

/** One request and the answer to it, with the ways an answer can end; the log hears of each. */
export interface Exchange {
  readonly request: RecordedRequest;
  readonly response: ServerResponse;
  /** Aborted when the connection is closed before the answer was ended, by whomever. */
  readonly gone: AbortSignal;
  /** Says how many bytes the body had when it came. */
  readonly setSize: (size: number) => void;
  /** Says what the body was. */
  readonly setBody: (body: unknown) => void;
  /** Sends the head, which carries the request's id; later headers win over earlier ones. */
  readonly head: (status: number, ...headers: readonly (HeaderRecord | undefined)[]) => void;
  /** Ends the answer in order. */
  readonly end: (text?: string) => void;
  /** Ends the answer by resetting the connection. */
  readonly reset: () => void;
}

/** Records a request, and watches its connection until it is answered. */
export const openExchange = (
  message: IncomingMessage,
  response: ServerResponse,
  log: RequestLog,
  transport: RecordedRequest['transport'] = 'http',
): Exchange => {
  const { socket } = message;
  const request = draftRequest(message, log.requests.length, transport);
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
    setSize: (size) => {
      request.size = size;
    },
    setBody: (body) => {
      request.body = body;
    },
    head: (status, ...headers) => {
      const own = { 'x-request-id': `req_${request.index + 1}`, ...corsHeaders(message) };
      response.writeHead(status, mergeHeaders(own, ...headers));
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
