import { definedMembers } from '../../protocol/codec/definedMembers.js';
import { apiError, type ApiError } from '../../protocol/errors/ApiError.js';
import { publicError } from '../../protocol/errors/publicError.js';

const STATUS: Readonly<Partial<Record<ApiError['type'], number>>> = {
  unauthorized: 401,
  not_found: 404,
  invalid_request: 400,
  rate_limit: 429,
  server_overloaded: 503,
};

/** The default texts of the statuses with which a relay refuses a request. */
const TEXT = {
  400: 'the body of the request is not JSON',
  401: 'sign in to use this relay',
  403: 'this user may not use this relay',
  404: 'the relay does not know this answer, or no longer',
  405: 'send GET, POST or DELETE',
  408: 'the body of the request did not arrive in time',
  413: 'the body of the request is too long',
  415: 'send the content type application/json',
  429: 'too many requests; try again later',
  503: 'the relay has too many readers; try again later',
} as const;

/** A status with which a relay refuses a request. */
export type RefusalStatus = keyof typeof TEXT;

const TYPE: Readonly<Record<RefusalStatus, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  405: 'invalid_request_error',
  408: 'timeout_error',
  413: 'invalid_request_error',
  415: 'invalid_request_error',
  429: 'rate_limit_error',
  503: 'overloaded_error',
};

/** Creates the response of a relay that refuses a request, with a JSON body such as those of the OpenAI API. */
export const refusal = (
  status: RefusalStatus,
  { message = TEXT[status], delay }: { readonly message?: string | undefined; readonly delay?: number } = {},
): Response =>
  Response.json(
    { error: { message, type: TYPE[status], code: null } },
    {
      status,
      headers: definedMembers({
        allow: status === 405 ? 'GET, POST, DELETE' : undefined,
        'retry-after': delay === undefined ? undefined : `${Math.ceil(delay / 1000)}`,
      }),
    },
  );

/** Creates the response for an error before the answer has begun. */
export const refusalOf = (error: ApiError): Response => {
  const { message, ...kind } = publicError(error);
  return Response.json(
    { error: { message, type: kind.type, code: error.code ?? null } },
    { status: STATUS[kind.type] ?? 500 },
  );
};

/** An error of a hook that returned something else than its type allows. A relay refuses the request then. */
export const wrongResult = (expected: string): ApiError =>
  apiError({ type: 'stream', reason: 'exception', detail: expected });

/** An exception of a hook. Its message stays in the process. */
export const hookFailed = (cause: unknown): ApiError =>
  apiError({ type: 'stream', reason: 'exception', detail: 'a hook of the relay threw an exception' }, { cause });
