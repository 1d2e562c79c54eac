import type { Endpoint, Reply } from './Endpoint.js';
import { jsonReply } from '../http/jsonReply.js';
import type { RecordedRequest } from '../log/RecordedRequest.js';

type Headers = Reply['headers'];

/**
 * An endpoint that never streams: it answers with the script's `json`, else with what `answerTo` makes of the request.
 * `headersFor` sees that answer.
 */
export const unaryEndpoint = (
  method: Endpoint['method'],
  answerTo: (request: RecordedRequest) => unknown,
  headersFor: (answer: unknown) => Headers = () => ({}),
): Endpoint => ({
  method,
  reply: (request, { json = answerTo(request) }, fault) => jsonReply(json, fault, headersFor(json)),
});
