import type { MonoTypeOperatorFunction } from 'rxjs';
import { bodyFailure } from '../../decode/failures/responseFailure.js';
import { jsonExcerpt, reportsError } from '../../protocol/errors/errorBody.js';
import { operate } from '../flow/operate.js';

/**
 * Raises the error that a JSON body reports although its status says success.
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
 * Errors: what the body says (`quota_exceeded`, `api` …); the source's. Teardown: the source's.
 * Source: design 7, "error object in a 200 body".
 *
 * @param status the status of the answer, for the error.
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
