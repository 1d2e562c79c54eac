import type { MonoTypeOperatorFunction } from 'rxjs';
import { bodyFailure } from '../../decode/failures/responseFailure.js';
import { jsonExcerpt, reportsError } from '../../protocol/errors/errorBody.js';
import { operate } from '../flow/operate.js';

// docs/decisions.md: `response.failed`, in-stream `error` event, error object in a 200 body
/**
 * Fails with the error that a JSON body reports although its status indicates success.
 *
 * ```text
 * json:    --[{"output":[]}]--|
 *       failOnErrorBody(200)
 * json:    --[{"output":[]}]--|
 *
 * json:    --[{"error":"no"}]--|
 *       failOnErrorBody(200)
 * json:    --#                       api error 200: no
 * ```
 *
 * Errors: the error that the body reports (`quota_exceeded`, `api` …); errors of the source pass through. Teardown:
 * unsubscribes from the source.
 *
 * @param status the status of the response, which becomes part of the error.
 *
 * @example
 * reply.bytes.pipe(collectJson({ limit: 1_000_000 }), failOnErrorBody(reply.status), decodeWith(Reply));
 */
export const failOnErrorBody = (status: number): MonoTypeOperatorFunction<unknown> =>
  operate((subscriber) => ({
    next: (json) => {
      if (reportsError(json)) subscriber.error(bodyFailure(status, jsonExcerpt(json), json, 'an answer'));
      else subscriber.next(json);
    },
  }));
