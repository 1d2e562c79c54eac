import { defer, type Observable } from 'rxjs';
import type { ResponseDecoder } from '../decode/ResponseDecoder.js';
import type { Demand } from '../demand/Demand.js';
import { abortWith } from '../operators/abortWith.js';
import { failWithApiError } from '../operators/failWithApiError.js';
import type { ResponseEvent } from '../protocol/ResponseEvent.js';
import type { RequestSpec } from '../provider/HttpRequest.js';
import type { EndpointSession } from './EndpointSession.js';
import { requestHeaders } from './requestHeaders.js';
import type { RequestOptions } from './RequestOptions.js';
import { streamEvents } from './streamEvents.js';

/** An API that answers with a stream: where it is, and how its frames are read. */
export interface StreamingEndpoint {
  readonly path: string;
  readonly decoder: () => ResponseDecoder;
}

/** Opens one stream: what a `ResponseStream` does per subscription, and per loop. */
export type OpenStream = (demand: Demand) => Observable<ResponseEvent>;

/**
 * How a request of a streaming endpoint is made and its answer opened.
 *
 * @param makeBody called per subscription; what it throws is an error of that subscription.
 */
export const openStream = (
  session: EndpointSession,
  { path, decoder }: StreamingEndpoint,
  makeBody: () => unknown,
  options: RequestOptions,
): OpenStream => {
  const open = ({ compression, turnState, signal }: RequestOptions, demand: Demand) => {
    const spec = (): RequestSpec => ({
      method: 'POST',
      path,
      accept: 'text/event-stream',
      headers: requestHeaders(session.provider, options),
      body: makeBody(),
      compression,
    });
    const call = { spec, decoder, onHead: (headers: Headers) => turnState?.capture(headers) };
    return streamEvents(session, call, demand).pipe(abortWith(signal));
  };
  return (demand) => defer(() => open(options, demand)).pipe(failWithApiError());
};
