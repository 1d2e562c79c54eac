import type { Endpoint, Reply } from './Endpoint.js';
import { jsonReply } from '../http/jsonReply.js';
import type { RecordedRequest } from '../log/RecordedRequest.js';

type Headers = Reply['headers'];

/**
 * Creates an endpoint that never streams. It answers with the script's `json` or, if that is not set, with the result
 * of `answerTo`. `headersFor` returns the headers for that answer.
 */
export const unaryEndpoint = (
  method: Endpoint['method'],
  answerTo: (request: RecordedRequest) => unknown,
  headersFor: (answer: unknown) => Headers = () => ({}),
): Endpoint => ({
  method,
  reply: (request, { json = answerTo(request) }, fault) => jsonReply(json, fault, headersFor(json)),
});
