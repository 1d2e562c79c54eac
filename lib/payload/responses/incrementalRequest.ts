import { sameJson } from '../../protocol/codec/sameJson.js';
import type { ResponseItem } from '../../protocol/ResponseItem.js';
import type { ResponsesApiRequest } from '../../protocol/ResponsesApiRequest.js';

/** A request that was answered completely on this connection. */
export interface FinishedExchange {
  readonly request: ResponsesApiRequest;
  readonly response_id: string;
  /** The items of the answer, in order of completion. */
  readonly items: readonly ResponseItem[];
}

/** The items that the server already has. */
const baselineOf = ({ request, items }: FinishedExchange): readonly ResponseItem[] => [...request.input, ...items];

const sameButInput = (a: ResponsesApiRequest, b: ResponsesApiRequest): boolean =>
  sameJson({ ...a, input: null }, { ...b, input: null });

/**
 * Reduces a request to the items that are new since the last answer: the remaining `input`, with
 * `previous_response_id`.
 *
 * Returns the request itself if one of these holds: no answer was completed on this connection; a member other than
 * `input` differs; the new input does not begin with the old input and its answer; nothing is new. Items are compared
 * with all their members, including ids.
 */
// docs/wire.md, section 9.3
export const incrementalRequest = (
  request: ResponsesApiRequest,
  previous: FinishedExchange | undefined,
): ResponsesApiRequest => {
  if (previous === undefined || previous.response_id === '' || request.previous_response_id !== undefined)
    return request;
  const baseline = baselineOf(previous);
  const continues =
    request.input.length > baseline.length &&
    sameButInput(request, previous.request) &&
    baseline.every((item, index) => sameJson(item, request.input[index]));
  return continues
    ? { ...request, input: request.input.slice(baseline.length), previous_response_id: previous.response_id }
    : request;
};
