import { definedMembers } from '../../protocol/codec/definedMembers.js';
import { apiError, type ApiError } from '../../protocol/errors/ApiError.js';
import { excerpt, readErrorBody, type ErrorBody } from '../../protocol/errors/errorBody.js';
import { isQuotaCode } from '../../protocol/errors/failureCodes.js';
import { parseJsonText } from '../../protocol/codec/json.js';

/** An answer that is not a success, read. */
export interface FailedResponse {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly url: string;
  /** How long the server asks to wait, in milliseconds. */
  readonly delay?: number | undefined;
  readonly requestId?: string | undefined;
}

const originOf = (location: string, base: string): string =>
  URL.canParse(location, base) ? new URL(location, base).origin : 'an address that is no URL';

// A redirect that a browser's fetch did not follow has the status 0 and no headers.
const detailOf = ({ status, headers, body, url }: FailedResponse, said: ErrorBody | undefined): string => {
  const location = headers['location'];
  if (status === 0) return 'redirect not followed; a browser does not tell where it leads';
  if (status >= 300 && status < 400 && location !== undefined)
    return `redirect to ${originOf(location, url)} not followed: the prompt and the key would travel along`;
  return said?.message ?? excerpt(body);
};

/**
 * The error of an answer other than 2xx: `transport` with everything the server said, and the message and code of its
 * body, whatever shape that has. Source: wire.md 3.2, reliability.md 4.
 */
export const httpFailure = (response: FailedResponse): ApiError => {
  const { status, headers, body, url, delay, requestId } = response;
  const json = parseJsonText(body);
  // A text in quotes is what some proxies say.
  const said = typeof json === 'string' ? { message: json } : readErrorBody(json);
  const detail = detailOf(response, said);
  const { code, type } = said ?? {};
  // A quota is never retried, so it must be seen where a gateway put the status into `code`.
  const name = isQuotaCode(type) ? type : (code ?? type);
  return apiError(
    {
      type: 'transport',
      error: { type: 'http', status, headers, body, url },
      ...definedMembers({ detail: detail === '' ? undefined : detail, code: name, delay }),
    },
    { requestId },
  );
};
