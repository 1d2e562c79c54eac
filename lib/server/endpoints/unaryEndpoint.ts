import type { Endpoint, Reply } from './Endpoint.js';
import { jsonReply } from '../http/jsonReply.js';
import type { RecordedRequest } from '../log/RecordedRequest.js';

type Headers = Reply['headers'];

/**
 * Creates an endpoint that never streams. It answers with the script's `json`, else with the result of `answerTo`.
 * `headersFor` gets that answer and returns the headers.
 */
export const unaryEndpoint = (
  method: Endpoint['method'],
  answerTo: (request: RecordedRequest) => unknown,
  headersFor: (answer: unknown) => Headers = () => ({}),
): Endpoint => ({
  method,
  reply: (request, { json = answerTo(request) }, fault) => jsonReply(json, fault, headersFor(json)),
});
