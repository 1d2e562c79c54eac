import type { Observable } from 'rxjs';
import type { DecoderFactory } from '../../decode/ResponseDecoder.js';
import type { Demand } from '../../backpressure/Demand.js';
import { abortWith } from '../../operators/flow/abortWith.js';
import type { ResponseEvent } from '../../protocol/ResponseEvent.js';
import type { StreamCursor } from '../../protocol/StreamCursor.js';
import type { RequestSpec } from '../../provider/HttpRequest.js';
import type { CallObserver } from './callObserver.js';
import { deferBuild, type EndpointSession } from './EndpointSession.js';
import { captureTurnState } from './captureTurnState.js';
import { requestHeaders } from './requestHeaders.js';
import type { RequestOptions } from '../RequestOptions.js';
import { resumeSpec } from './resumeSpec.js';
import type { CallSubject } from './observeCall.js';
import type { Continuation } from './resumeOptions.js';
import { streamEvents, type StreamCall } from './streamEvents.js';

/** An endpoint that responds with a stream: its path, and the decoder of its frames. */
export interface StreamingEndpoint extends Pick<CallSubject, 'api'> {
  readonly path: string;
  readonly decoder: DecoderFactory;
  /** The decoder of a stream that begins behind a cursor. Default: `decoder`. */
  readonly continuedDecoder?: DecoderFactory;
  /** Returns whether the response to a body can be resumed over another connection. Default: never. */
  readonly isResumable?: (body: unknown) => boolean;
}

/** Opens one stream. A `ResponseStream` calls it for each subscription and each iteration. */
export type OpenStream = (demand: Demand) => Observable<ResponseEvent>;

/** The part of a call that depends on the request. */
type StreamRequest = Pick<StreamCall, 'subject' | 'spec' | 'continuation' | 'observer'>;

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
      const { turnState, signal, frames } = options;
      const onHead = (headers: Headers) => turnState?.capture(headers);
      return streamEvents(session, { ...makeRequest(), decoder, onHead, frames }, demand).pipe(
        captureTurnState(turnState),
        abortWith(signal),
      );
    });

/**
 * Creates the function that sends a request to a streaming endpoint and opens its response.
 *
 * @param makeBody called for each subscription; its exception is an error of that subscription.
 * @param observer the observer of the call that the request is a part of. Default: the request is a call of its own.
 */
export const openStream = (
  session: EndpointSession,
  endpoint: StreamingEndpoint,
  makeBody: () => unknown,
  options: RequestOptions,
  observer?: CallObserver,
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
      observer,
    };
  });

const decoderFrom = (
  { decoder, continuedDecoder = decoder }: StreamingEndpoint,
  start: StreamCursor,
): DecoderFactory => (start.sequence_number === undefined ? decoder : continuedDecoder);

/** Creates the function that opens a stream which was started earlier, in this process or in another one. */
export const reopenStream = (
  session: EndpointSession,
  endpoint: StreamingEndpoint,
  start: StreamCursor,
  options: RequestOptions,
): OpenStream =>
  open(session, { ...endpoint, decoder: decoderFrom(endpoint, start) }, options, () => {
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
