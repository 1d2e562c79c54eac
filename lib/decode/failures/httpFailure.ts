import { apiError, type ApiError } from '../../protocol/errors/ApiError.js';
import { excerpt, readErrorBody, type ErrorBody } from '../../protocol/errors/errorBody.js';
import { parseJsonText } from '../../protocol/codec/json.js';
import { failureKind } from './failureKind.js';

/** An answer that is not a success, read. */
export interface FailedResponse {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly url: string;
  /** The current time, in milliseconds since 1970, for dates. */
  readonly now?: number | undefined;
  readonly requestId?: string | undefined;
}

const originOf = (location: string, base: string): string =>
  URL.canParse(location, base) ? new URL(location, base).origin : 'an invalid URL';

// A redirect that a browser's fetch did not follow has the status 0 and no headers.
const detailOf = ({ status, headers, body, url }: FailedResponse, said: ErrorBody | undefined): string => {
  const location = headers['location'];
  if (status === 0) return 'redirect not followed; a browser hides its target, so check the base URL';
  if (status >= 300 && status < 400 && location !== undefined)
    return `redirect to ${originOf(location, url)} not followed, as the prompt and the key would be sent there; correct the base URL`;
  return said?.message ?? excerpt(body);
};

/**
 * The error of a response other than 2xx: of the kind that its body or its status means, else `transport`. Either way with
 * the response, the message and the code of its body, whatever shape that has, and the wait that the server asks for.
 */
export const httpFailure = (failed: FailedResponse): ApiError => {
  const { status, headers, body, url, now, requestId } = failed;
  const json = parseJsonText(body);
  // A text in quotes is what some proxies say.
  const said = typeof json === 'string' ? { message: json } : readErrorBody(json);
  const response = { type: 'http', status, headers, body, url } as const;
  const { kind, reported } = failureKind({
    json: json ?? body,
    said,
    detail: detailOf(failed, said),
    status,
    response,
    now,
  });
  return apiError(kind ?? { type: 'transport', ...reported, error: response }, { requestId });
};
