import { isJsonObject, type JsonObject } from '../../protocol/codec/json.js';
import { apiError, type ApiError, type ApiErrorKind } from '../../protocol/errors/ApiError.js';
import type { TransportError } from '../../protocol/errors/TransportError.js';

const isText = (value: unknown): boolean => typeof value === 'string';
const isAbsentOr = (type: 'string' | 'number') => (value: unknown) => value === undefined || typeof value === type;
const isMaybeText = isAbsentOr('string');
const isMaybeNumber = isAbsentOr('number');

const TRANSPORT: Readonly<Record<TransportError['type'], (error: JsonObject) => boolean>> = {
  http: ({ status, headers, body, url }) =>
    typeof status === 'number' && isJsonObject(headers) && isText(body) && isText(url),
  timeout: ({ detail }) => isMaybeText(detail),
  network: ({ detail, code }) => isText(detail) && isMaybeText(code),
  build: ({ detail }) => isText(detail),
};

const isTransport = (error: unknown): boolean => {
  if (!isJsonObject(error) || typeof error['type'] !== 'string') return false;
  const check = Object.entries(TRANSPORT).find(([type]) => type === error['type'])?.[1];
  return check?.(error) === true;
};

const isReported = ({ detail, status, code, delay, error }: JsonObject): boolean =>
  isMaybeText(detail) &&
  isMaybeNumber(status) &&
  isMaybeText(code) &&
  isMaybeNumber(delay) &&
  (error === undefined || isTransport(error));

const hasDetail = (kind: JsonObject): boolean => isReported(kind) && isText(kind['detail']);

const KINDS: Readonly<Record<ApiErrorKind['type'], (kind: JsonObject) => boolean>> = {
  transport: (kind) => isReported(kind) && isTransport(kind['error']),
  api: (kind) => hasDetail(kind) && typeof kind['status'] === 'number',
  stream: (kind) => hasDetail(kind) && isText(kind['reason']),
  file: hasDetail,
  unauthorized: isReported,
  not_found: isReported,
  context_window_exceeded: isReported,
  quota_exceeded: isReported,
  usage_not_included: isReported,
  retryable: hasDetail,
  rate_limit: isReported,
  incomplete: ({ reason }) => isText(reason),
  invalid_request: isReported,
  server_overloaded: isReported,
  cyber_policy: hasDetail,
};

const isKind = (
  value: unknown,
): value is ApiErrorKind & { readonly message?: unknown; readonly request_id?: unknown } => {
  if (!isJsonObject(value) || typeof value['type'] !== 'string') return false;
  const check = Object.entries(KINDS).find(([type]) => type === value['type'])?.[1];
  return check?.(value) === true;
};

/** Creates the error that a relay sent as plain data. Data of another shape becomes a `stream` error (`malformed`). */
export const readErrorData = (data: unknown): ApiError => {
  if (!isKind(data))
    return apiError({ type: 'stream', reason: 'malformed', detail: 'the relay sent an error that cannot be read' });
  const { message: _, request_id, ...kind } = data;
  return apiError(kind, { requestId: typeof request_id === 'string' ? request_id : undefined });
};
