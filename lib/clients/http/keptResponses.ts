import type * as t from 'io-ts';
import { EMPTY, expand, map, throwError, type Observable } from 'rxjs';
import { definedMembers } from '../../protocol/codec/definedMembers.js';
import { apiError, type ApiError } from '../../protocol/errors/ApiError.js';
import { DeletedResponse, InputItemsPage, InputTokens, KeptResponse } from '../../protocol/KeptResponse.js';
import type { ResponseItem } from '../../protocol/ResponseItem.js';
import type { RequestSpec } from '../../provider/HttpRequest.js';
import { expectOptions } from '../expectOptions.js';
import type { RequestOptions } from '../RequestOptions.js';
import { deferBuild, type EndpointSession } from './EndpointSession.js';
import { executeJson } from './executeJson.js';
import { requestHeaders } from './requestHeaders.js';
import { responsePath } from './resumeSpec.js';

/** The unary calls of the Responses API for responses that the server keeps. Each is cold. */
export interface KeptResponses {
  retrieve(id: string, options: RequestOptions): Observable<KeptResponse>;
  cancel(id: string, options: RequestOptions): Observable<KeptResponse>;
  delete(id: string, options: RequestOptions): Observable<boolean>;
  inputItems(id: string, options: RequestOptions): Observable<readonly ResponseItem[]>;
  countInputTokens(body: () => unknown, options: RequestOptions): Observable<number>;
}

/** The longest page that the API sends. */
const PAGE = '100';
/** The maximum number of pages of a list. A server that always has a next page would never end it. */
const MAX_PAGES = 1000;

const tooManyPages = (): ApiError =>
  apiError({ type: 'stream', reason: 'too_large', detail: `the server lists more than ${MAX_PAGES} pages of items` });

/** Creates the calls of one session. */
// docs/wire.md, section 6.10
export const keptResponses = (session: EndpointSession, path: string): KeptResponses => {
  const call = <A>(
    codec: t.Type<A, unknown>,
    options: RequestOptions,
    responseId: string | undefined,
    spec: () => Pick<RequestSpec, 'method' | 'path' | 'params' | 'body'>,
  ): Observable<A> =>
    deferBuild(() => {
      expectOptions(options);
      return executeJson(session, {
        subject: { api: 'responses', responseId, conversationId: options.conversationId },
        spec: () => ({
          ...spec(),
          accept: 'application/json',
          headers: requestHeaders(session.provider, options),
        }),
        codec,
      });
    }).pipe(map(({ value }) => value));

  const pageOf = (id: string, options: RequestOptions, after?: string) =>
    call(InputItemsPage, options, id, () => ({
      method: 'GET',
      path: `${responsePath(path, id)}/input_items`,
      params: { order: 'asc', limit: PAGE, ...definedMembers({ after }) },
    }));

  return {
    retrieve: (id, options) => call(KeptResponse, options, id, () => ({ method: 'GET', path: responsePath(path, id) })),
    cancel: (id, options) =>
      call(KeptResponse, options, id, () => ({ method: 'POST', path: `${responsePath(path, id)}/cancel`, body: {} })),
    delete: (id, options) =>
      call(DeletedResponse, options, id, () => ({ method: 'DELETE', path: responsePath(path, id) })).pipe(
        map(({ deleted }) => deleted),
      ),
    inputItems: (id, options) =>
      pageOf(id, options).pipe(
        expand(({ has_more, last_id }, index) => {
          if (has_more !== true || !last_id) return EMPTY;
          return index + 1 < MAX_PAGES ? pageOf(id, options, last_id) : throwError(tooManyPages);
        }),
        map(({ data }) => data),
      ),
    countInputTokens: (body, options) =>
      call(InputTokens, options, undefined, () => ({
        method: 'POST',
        path: `${path}/input_tokens`,
        body: body(),
      })).pipe(map(({ input_tokens }) => input_tokens)),
  };
};
