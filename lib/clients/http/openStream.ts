import type { Observable } from 'rxjs';
import type { DecoderFactory } from '../../decode/ResponseDecoder.js';
import type { Demand } from '../../backpressure/Demand.js';
import { definedMembers } from '../../protocol/codec/definedMembers.js';
import { abortWith } from '../../operators/flow/abortWith.js';
import type { ResponseEvent } from '../../protocol/ResponseEvent.js';
import type { StreamCursor } from '../../protocol/StreamCursor.js';
import type { RequestSpec } from '../../provider/HttpRequest.js';
import type { CallObserver } from './callObserver.js';
import { deferBuild, type EndpointSession } from './EndpointSession.js';
import { captureTurnState } from './captureTurnState.js';
import { requestHeaders } from './requestHeaders.js';
import { expectOptions } from '../expectOptions.js';
import type { RequestOptions } from '../RequestOptions.js';
import { resumeSpec } from './resumeSpec.js';
import type { Continuation } from './resumeOptions.js';
import { streamEvents, type StreamCall } from './streamEvents.js';
import type { StreamingApi } from './StreamingApi.js';

/** Opens one stream. A `ResponseStream` calls it for each subscription and each iteration. */
export type OpenStream = (demand: Demand) => Observable<ResponseEvent>;

/** The part of a call that depends on the request. */
type StreamRequest = Pick<StreamCall, 'subject' | 'spec' | 'continuation' | 'observer'>;

const continuationOf = (
  { provider }: EndpointSession,
  path: string,
  options: RequestOptions,
  start?: StreamCursor,
): Continuation => ({ spec: resumeSpec(provider, path, options), start, onCursor: options.onCursor });

const open =
  (
    session: EndpointSession,
    { decoder }: Pick<StreamingApi<unknown>, 'decoder'>,
    options: RequestOptions,
    makeRequest: () => StreamRequest,
  ): OpenStream =>
  (demand) =>
    deferBuild(() => {
      expectOptions(options);
      const { turnState, signal, frames } = options;
      const onHead = (headers: Headers) => turnState?.capture(headers);
      return streamEvents(session, { ...makeRequest(), decoder, onHead, frames }, demand).pipe(
        captureTurnState(turnState),
        abortWith(signal),
      );
    });

/**
 * Creates the function that sends a request to a streaming API and opens its response.
 *
 * @param makeInput called for each subscription; its exception is an error of that subscription.
 * @param observer the observer of the call that the request is a part of. Default: the request is a call of its own.
 */
export const openStream = <Input>(
  session: EndpointSession,
  api: StreamingApi<Input>,
  makeInput: () => Input,
  options: RequestOptions,
  observer?: CallObserver,
): OpenStream =>
  open(session, api, options, () => {
    const { provider } = session;
    const input = makeInput();
    const body = api.payload(input, provider);
    const path = typeof api.path === 'string' ? api.path : api.path(input);
    const spec = (): RequestSpec => ({
      method: 'POST',
      path,
      accept: api.accept ?? 'text/event-stream',
      headers: [api.headers ?? {}, ...requestHeaders(provider, options)],
      body,
      compression: options.compression,
      ...definedMembers({ params: api.params }),
    });
    const isResumable = api.isResumable?.(body) === true;
    return {
      subject: { api: api.name, body, conversationId: options.conversationId },
      spec,
      continuation: isResumable ? continuationOf(session, path, options) : undefined,
      observer,
    };
  });

const decoderFrom = (
  { decoder, continuedDecoder = decoder }: Pick<StreamingApi<never>, 'decoder' | 'continuedDecoder'>,
  start: StreamCursor,
): DecoderFactory => (start.sequence_number === undefined ? decoder : continuedDecoder);

/** Creates the function that opens a stream which was started earlier, in this process or in another one. */
export const reopenStream = <Input>(
  session: EndpointSession,
  api: Pick<StreamingApi<Input>, 'name' | 'decoder' | 'continuedDecoder'>,
  path: string,
  start: StreamCursor,
  options: RequestOptions,
): OpenStream =>
  open(session, { decoder: decoderFrom(api, start) }, options, () => {
    const continuation = continuationOf(session, path, options, start);
    return {
      subject: {
        api: api.name,
        responseId: start.response_id,
        startingAfter: start.sequence_number,
        conversationId: options.conversationId,
      },
      spec: () => continuation.spec(start),
      continuation,
    };
  });
