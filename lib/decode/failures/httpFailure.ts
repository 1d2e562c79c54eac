import { apiError, type ApiError } from '../../protocol/errors/ApiError.js';
import { excerpt, readErrorBody, type ErrorBody } from '../../protocol/errors/errorBody.js';
import { parseJsonText } from '../../protocol/codec/json.js';
import { failureKind } from './failureKind.js';

/** An unsuccessful HTTP response whose body has been read. */
export interface FailedResponse {
  readonly status: number;
  /** The headers, with lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly url: string;
  /** The current time, for dates, in milliseconds since 1970. */
  readonly now?: number | undefined;
  readonly requestId?: string | undefined;
}

const originOf = (location: string, base: string): string =>
  URL.canParse(location, base) ? new URL(location, base).origin : 'an invalid URL';

// If a browser's `fetch` does not follow a redirect, the response has the status 0 and no headers.
const detailOf = ({ status, headers, body, url }: FailedResponse, said: ErrorBody | undefined): string => {
  const location = headers['location'];
  if (status === 0) return 'redirect not followed; a browser hides its target, so check the base URL';
  if (status >= 300 && status < 400 && location !== undefined)
    return `redirect to ${originOf(location, url)} not followed, as the prompt and the key would be sent there; correct the base URL`;
  return said?.message ?? excerpt(body);
};

/**
 * Creates the error for a response other than 2xx. Its kind is determined by the body or the status; if neither
 * identifies the cause, it is `transport`. In both cases the error has the response, the message and code of the body,
 * and the delay that the server requested.
 */
export const httpFailure = (failed: FailedResponse): ApiError => {
  const { status, headers, body, url, now, requestId } = failed;
  const json = parseJsonText(body);
  // Some proxies send the message as a JSON string.
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
