import type { Observable } from 'rxjs';
import type { DecoderFactory } from '../../decode/ResponseDecoder.js';
import type { Demand } from '../../backpressure/Demand.js';
import { abortWith } from '../../operators/flow/abortWith.js';
import type { ResponseEvent } from '../../protocol/ResponseEvent.js';
import type { StreamCursor } from '../../protocol/StreamCursor.js';
import type { RequestSpec } from '../../provider/HttpRequest.js';
import { deferBuild, type EndpointSession } from './EndpointSession.js';
import { requestHeaders } from './requestHeaders.js';
import type { RequestOptions } from '../RequestOptions.js';
import { resumeSpec } from './resumeSpec.js';
import type { CallSubject } from './observeCall.js';
import { streamEvents, type Continuation, type StreamCall } from './streamEvents.js';

/** An API that answers with a stream: where it is, and how its frames are read. */
export interface StreamingEndpoint extends Pick<CallSubject, 'api'> {
  readonly path: string;
  readonly decoder: DecoderFactory;
  /** Whether the answer to a body can be continued over another connection. Default: none can. */
  readonly isResumable?: (body: unknown) => boolean;
}

/** Opens one stream: what a `ResponseStream` does per subscription, and per loop. */
export type OpenStream = (demand: Demand) => Observable<ResponseEvent>;

/** The part of a call that depends on what is asked. */
type StreamRequest = Pick<StreamCall, 'subject' | 'spec' | 'continuation'>;

const continuationOf = (
  { provider }: EndpointSession,
  { path }: StreamingEndpoint,
  options: RequestOptions,
  start?: StreamCursor,
): Continuation => ({ spec: resumeSpec(provider, path, options), start, onCursor: options.onCursor });

const open =
  (
    session: EndpointSession,
    { decoder }: StreamingEndpoint,
    options: RequestOptions,
    makeRequest: () => StreamRequest,
  ): OpenStream =>
  (demand) =>
    deferBuild(() => {
      const { turnState, signal } = options;
      const onHead = (headers: Headers) => turnState?.capture(headers);
      return streamEvents(session, { ...makeRequest(), decoder, onHead }, demand).pipe(abortWith(signal));
    });

/**
 * How a request of a streaming endpoint is made and its answer opened.
 *
 * @param makeBody called per subscription; what it throws is an error of that subscription.
 */
export const openStream = (
  session: EndpointSession,
  endpoint: StreamingEndpoint,
  makeBody: () => unknown,
  options: RequestOptions,
): OpenStream =>
  open(session, endpoint, options, () => {
    const body = makeBody();
    const spec = (): RequestSpec => ({
      method: 'POST',
      path: endpoint.path,
      accept: 'text/event-stream',
      headers: requestHeaders(session.provider, options),
      body,
      compression: options.compression,
    });
    const isResumable = endpoint.isResumable?.(body) === true;
    return {
      subject: { api: endpoint.api, body, conversationId: options.conversationId },
      spec,
      continuation: isResumable ? continuationOf(session, endpoint, options) : undefined,
    };
  });

/** How a stream is opened that was begun before, by whomever. */
export const reopenStream = (
  session: EndpointSession,
  endpoint: StreamingEndpoint,
  start: StreamCursor,
  options: RequestOptions,
): OpenStream =>
  open(session, endpoint, options, () => {
    const continuation = continuationOf(session, endpoint, options, start);
    return {
      subject: {
        api: endpoint.api,
        responseId: start.response_id,
        startingAfter: start.sequence_number,
        conversationId: options.conversationId,
      },
      spec: () => continuation.spec(start),
      continuation,
    };
  });
