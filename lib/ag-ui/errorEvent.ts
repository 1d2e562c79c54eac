import { EventType, type AGUIEvent } from '@ag-ui/core';
import { isJsonObject, type JsonObject } from '../protocol/codec/json.js';
import { definedMembers } from '../protocol/codec/definedMembers.js';
import { apiError, type ApiError, type ApiErrorKind } from '../protocol/errors/ApiError.js';
import type { ApiErrorData } from '../protocol/errors/apiErrorData.js';
import { publicError } from '../protocol/errors/publicError.js';
import type { StreamReason } from '../protocol/errors/StreamReason.js';

/** The key under which this library adds members to the metadata of AG-UI events. */
export const METADATA_KEY = 'codex-rx';

/** The members of an error that a page may see, see `publicError`. */
const visibleMembers = ({ status, delay }: ApiError, shown: ApiErrorData): JsonObject =>
  definedMembers({
    status,
    delay,
    reason: shown.type === 'stream' || shown.type === 'incomplete' ? shown.reason : undefined,
    detail: 'detail' in shown ? shown.detail : undefined,
  });

/** Converts an error to the event that ends a run. Its `code` is the type of the error. */
export const errorEvent = (error: ApiError): AGUIEvent => {
  const shown = publicError(error);
  return {
    type: EventType.RUN_ERROR,
    message: shown.message,
    code: shown.type,
    metadata: { [METADATA_KEY]: visibleMembers(error, shown) },
  };
};

const textOf = (value: unknown, other: string): string => (typeof value === 'string' ? value : other);
const numberOf = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

/** The reasons that are read. A reason without a row here does not compile. */
const STREAM_REASONS: Readonly<Record<StreamReason, true>> = {
  idle: true,
  truncated: true,
  connection_lost: true,
  closed: true,
  closed_by_caller: true,
  too_large: true,
  not_event_stream: true,
  not_json: true,
  malformed: true,
  undecodable: true,
  refused: true,
  no_value: true,
  already_read: true,
  cancelled: true,
  unexplained: true,
  turn_failed: true,
  process_ended: true,
  exception: true,
};
const isStreamReason = (value: unknown): value is StreamReason =>
  typeof value === 'string' && Object.hasOwn(STREAM_REASONS, value);
const reasonIn = (value: unknown): StreamReason => (isStreamReason(value) ? value : 'unexplained');

/** Reads the event that ended a run. The error of another agent is a `stream` error with the reason `unexplained`. */
export const readErrorEvent = ({ message, code, metadata }: JsonObject): ApiError => {
  const visible = isJsonObject(metadata) && isJsonObject(metadata[METADATA_KEY]) ? metadata[METADATA_KEY] : {};
  const detail = textOf(visible['detail'], textOf(message, 'the agent reported an error without a message'));
  const status = numberOf(visible['status']);
  const reported = { detail, ...definedMembers({ status, delay: numberOf(visible['delay']) }) };
  return apiError(kindOf(textOf(code, ''), reported, visible['reason']));
};

/** The facts about a failure that a page may see. */
interface Facts {
  readonly detail: string;
  readonly status?: number;
  readonly delay?: number;
}

const kindOf = (type: string, facts: Facts, reason: unknown): ApiErrorKind => {
  switch (type) {
    case 'unauthorized':
    case 'not_found':
    case 'context_window_exceeded':
    case 'quota_exceeded':
    case 'usage_not_included':
    case 'rate_limit':
    case 'retryable':
    case 'invalid_request':
    case 'server_overloaded':
    case 'cyber_policy':
      return { type, ...facts };
    case 'incomplete':
      return { type, reason: textOf(reason, 'unknown') };
    case 'stream':
      return { type, reason: reasonIn(reason), detail: facts.detail };
    case 'transport':
    case 'api':
      if (facts.status !== undefined) return { type: 'api', ...facts, status: facts.status };
      return { type: 'stream', reason: 'connection_lost', detail: facts.detail };
    default:
      return { type: 'stream', reason: 'unexplained', detail: facts.detail, ...(type === '' ? {} : { code: type }) };
  }
};

/** Creates the error of a run that was cut off. */
export const cutOff = (): ApiError =>
  apiError({ type: 'stream', reason: 'truncated', detail: 'the run ended without RUN_FINISHED or RUN_ERROR' });
