import type { IncomingMessage, ServerResponse } from 'node:http';
import { corsHeaders } from './cors.js';
import { draftRequest } from '../script/draftRequest.js';
import { mergeHeaders, type HeaderRecord } from './mergeHeaders.js';
import type { RecordedRequest } from '../log/RecordedRequest.js';
import type { Refusal } from './refusals.js';
import type { RequestLog } from '../log/RequestLog.js';

/** A request and its answer. The functions send the answer and record how it ended. */
export interface Exchange {
  readonly request: RecordedRequest;
  readonly response: ServerResponse;
  /** A signal that aborts when either side closes the connection before the answer has ended. */
  readonly gone: AbortSignal;
  /** Records the size of the body in bytes, as received. */
  readonly setSize: (size: number) => void;
  /** Records the parsed body. `size` is the length of its text, in bytes. */
  readonly setBody: (body: unknown, size: number) => void;
  /** Sends the status and headers, with an `x-request-id`. Later headers override earlier ones. */
  readonly head: (status: number, ...headers: readonly (HeaderRecord | undefined)[]) => void;
  /** Ends the answer normally. */
  readonly end: (text?: string) => void;
  /** Ends the answer by resetting the connection. */
  readonly reset: () => void;
}

/** Records a request and watches its connection until the answer has ended. */
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
    setBody: (body, size) => {
      request.body = body;
      log.keepBody(request, size);
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

/** Answers with an error of the server itself, not of a script. */
export const refuse = ({ head, end }: Exchange, { status, headers, error }: Refusal): void => {
  head(status, { 'content-type': 'application/json' }, headers);
  end(JSON.stringify({ error }));
};
