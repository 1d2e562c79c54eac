import { definedMembers } from '../../protocol/codec/definedMembers.js';
import type { ApiErrorKind, Reported } from '../../protocol/errors/ApiError.js';
import { askedDelay } from '../../protocol/errors/askedDelay.js';
import type { ErrorBody } from '../../protocol/errors/errorBody.js';
import { evidenceIn } from '../../protocol/errors/meaning/evidence.js';
import { isTellingName, isTooLargeForLimit, meaningOf } from '../../protocol/errors/meaning/meaningOf.js';
import type { MeaningKind } from '../../protocol/errors/meaning/meanings.js';
import type { HttpError } from '../../protocol/errors/TransportError.js';

/** A failure that a server reported, in a response or inside a stream. */
export interface ReportedFailure {
  /** The body, the frame, or the error object in it. A body that is not JSON is a string. */
  readonly json: unknown;
  readonly said: ErrorBody | undefined;
  /** The text for people. Default: the message of `said`. */
  readonly detail?: string;
  readonly status?: number;
  readonly response?: HttpError;
  /** The current time, for dates, in milliseconds since 1970. */
  readonly now?: number | undefined;
}

// The messages of codex for codes that a server sends without a message.
const FALLBACK: ReadonlyMap<string | undefined, string> = new Map([
  ['cyber_policy', 'This request has been flagged for possible cybersecurity risk.'],
  ['bio_policy', 'This content was flagged for possible biological risk.'],
  ['misalignment_policy_violation', 'This request was blocked due to a misalignment policy violation.'],
]);

/**
 * Returns the name of a failure. Gateways put a status into `code` and the name into `type`, or the other way round.
 */
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
      // Over HTTP, the message of the error already contains the status.
      if (detail.trim() === '' && said.error !== undefined) return { type, ...given };
      return { type, ...given, detail: detail.trim() || (FALLBACK.get(said.code) ?? 'Invalid request.') };
    case 'cyber_policy':
      return { type, ...given, detail: detail.trim() || (FALLBACK.get(type) ?? '') };
    default:
      return { type, ...given };
  }
};

/** Returns the reported facts of a failure and its kind. The kind is undefined if nothing identifies the cause. */
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
  // Inside a stream, a delay in a message counts only if the kind is known: "try again in 3s" is often only a phrase.
  const delay = type === undefined && response === undefined ? askedDelay({ ...sources, words: false }) : asked;
  const name = nameIn(said);
  // Inside a stream, a numeric code is used as the status. Over HTTP it is kept as the code of the body.
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
