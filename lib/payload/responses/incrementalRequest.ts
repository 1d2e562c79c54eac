import { sameJson } from '../../protocol/codec/sameJson.js';
import type { ResponseItem } from '../../protocol/ResponseItem.js';
import type { ResponsesApiRequest } from '../../protocol/ResponsesApiRequest.js';

/** A request that was answered to the end on this connection. */
export interface FinishedExchange {
  readonly request: ResponsesApiRequest;
  readonly response_id: string;
  /** The items that the server finished for it, in order. */
  readonly items: readonly ResponseItem[];
}

/** What the server need not be told again. */
const baselineOf = ({ request, items }: FinishedExchange): readonly ResponseItem[] => [...request.input, ...items];

const sameButInput = (a: ResponsesApiRequest, b: ResponsesApiRequest): boolean =>
  sameJson({ ...a, input: null }, { ...b, input: null });

/**
 * The request that says only what is new since the last answer: the rest of `input`, and `previous_response_id`. The
 * request itself where that cannot be: nothing was finished on this connection, anything but `input` differs, the new
 * input does not begin with all of the old one and its answer (items are compared whole, ids included), or nothing is
 * new. Source: wire.md 9.3, protocol v2.
 */
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
