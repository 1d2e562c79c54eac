import { definedMembers } from '../../protocol/codec/definedMembers.js';
import type { ApiErrorKind, Reported } from '../../protocol/errors/ApiError.js';
import { askedDelay } from '../../protocol/errors/askedDelay.js';
import type { ErrorBody } from '../../protocol/errors/errorBody.js';
import { evidenceIn } from '../../protocol/errors/evidence.js';
import { isTellingName, isTooLargeForLimit, meaningOf } from '../../protocol/errors/meaningOf.js';
import type { MeaningKind } from '../../protocol/errors/meanings.js';
import type { HttpError } from '../../protocol/errors/TransportError.js';

/** A failure that a server reported, wherever it did. */
export interface ReportedFailure {
  /** The body, the frame or the error in it; a text where it is not JSON. */
  readonly json: unknown;
  readonly said: ErrorBody | undefined;
  /** For people. Default: the message of `said`. */
  readonly detail?: string;
  readonly status?: number;
  readonly response?: HttpError;
  /** The current time, in milliseconds since 1970, for dates. */
  readonly now?: number | undefined;
}

// What codex says where the server gives a code and no message.
const FALLBACK: ReadonlyMap<string | undefined, string> = new Map([
  ['cyber_policy', 'This request has been flagged for possible cybersecurity risk.'],
  ['bio_policy', 'This content was flagged for possible biological risk.'],
  ['misalignment_policy_violation', 'This request was blocked due to a misalignment policy violation.'],
]);

/** Gateways put a status into `code` and leave the name of the failure in `type`, or the other way round. */
const nameIn = (said: ErrorBody | undefined): string | undefined =>
  [said?.code, said?.type].find(isTellingName) ?? said?.code ?? said?.type;

const kindOf = (type: MeaningKind, said: Reported, words: string): ApiErrorKind => {
  const detail = said.detail ?? '';
  const given = { ...said, ...(detail.trim() === '' ? {} : { detail }) };
  switch (type) {
    case 'rate_limit':
      return {
        type,
        ...given,
        ...(isTooLargeForLimit(words) ? { retryable: false } : {}),
      };
    case 'invalid_request':
      // Over HTTP the status says it.
      if (detail.trim() === '' && said.error !== undefined) return { type, ...given };
      return { type, ...given, detail: detail.trim() || (FALLBACK.get(said.code) ?? 'Invalid request.') };
    case 'cyber_policy':
      return { type, ...given, detail: detail.trim() || (FALLBACK.get(type) ?? '') };
    default:
      return { type, ...given };
  }
};

/** What is known of a failure, and its kind; undefined where nothing says what it means. */
export const failureKind = ({
  json,
  said,
  status: given,
  response,
  detail = said?.message,
  now,
}: ReportedFailure): { readonly kind: ApiErrorKind | undefined; readonly reported: Reported } => {
  const evidence = evidenceIn(json);
  const status = given ?? evidence.status;
  const header = response && ((name: string) => response.headers[name]);
  const sources = { json, now, ...definedMembers({ header }) };
  const asked = askedDelay(sources);
  const type = meaningOf(evidence, { status, hasDelay: asked !== undefined });
  // Inside a stream, words ask to wait only where they are about a limit: "try again in 3s" after a fault is a phrase.
  const delay = type === undefined && response === undefined ? askedDelay({ ...sources, words: false }) : asked;
  const name = nameIn(said);
  // Inside a stream a code that is a status is the status; over HTTP it is what the body says beside it.
  const code = response === undefined && name === String(status) ? undefined : name;
  const reported: Reported = definedMembers({
    detail: detail === '' ? undefined : detail,
    status,
    code,
    delay,
    error: response,
  });
  return { kind: type && kindOf(type, reported, evidence.words), reported };
};
