import { failureKind } from '../../decode/failures/failureKind.js';
import { isJsonObject, parseJsonText } from '../../protocol/codec/json.js';
import { definedMembers } from '../../protocol/codec/definedMembers.js';
import { apiError, type ApiError, type ApiErrorKind } from '../../protocol/errors/ApiError.js';
import { readErrorBody } from '../../protocol/errors/errorBody.js';
import { isPassingStatus } from '../../protocol/errors/meaning/failureCodes.js';
import type { MeaningKind } from '../../protocol/errors/meaning/meanings.js';
import type { CodexErrorInfo } from '../protocol/CodexErrorInfo.js';
import type { ThreadError } from '../protocol/ThreadEvent.js';

/** The names of `CodexErrorInfo` that mean one kind of error. */
const NAMES: ReadonlyMap<string, MeaningKind> = new Map([
  ['contextWindowExceeded', 'context_window_exceeded'],
  ['sessionBudgetExceeded', 'quota_exceeded'],
  ['usageLimitExceeded', 'quota_exceeded'],
  ['rateLimitExceeded', 'rate_limit'],
  ['flexUnavailable', 'server_overloaded'],
  ['serverOverloaded', 'server_overloaded'],
  ['policyCapacityUnavailable', 'server_overloaded'],
  ['modelNotFound', 'not_found'],
  ['unauthorized', 'unauthorized'],
  ['badRequest', 'invalid_request'],
  ['inferenceHookDenied', 'invalid_request'],
  ['bioPolicy', 'invalid_request'],
  ['misalignmentPolicyViolation', 'invalid_request'],
  ['tooManyDenials', 'invalid_request'],
  ['activeTurnNotSteerable', 'invalid_request'],
  ['cyberPolicy', 'cyber_policy'],
]);

/**
 * The fixed sentences of `codex exec` 0.163 to 0.171, which gives a failure no name. The first one that matches counts.
 */
const SENTENCES: readonly (readonly [RegExp, MeaningKind])[] = [
  [/^Codex ran out of room in the model's context window/, 'context_window_exceeded'],
  [/^You've (hit|reached) your (usage|spending|spend) limit/, 'quota_exceeded'],
  [/^(Quota exceeded|You've run out of credits|Your workspace is out of credits)/, 'quota_exceeded'],
  [/^(Selected model|The model|Model \S+) is at capacity/, 'server_overloaded'],
  [/^To use Codex with your ChatGPT plan, upgrade/, 'usage_not_included'],
];

// "unexpected status 401 Unauthorized: Incorrect API key …, url: …"; "exceeded retry limit, last status: 429 Too Many …"
const STATUS = /\b(?:unexpected|last) status:? (\d{3})\b(?: [A-Z][\w-]{0,40}){0,6}(?:: )?(.*)$/s;

/** Appended by the program to the text of a server: `, url: https://…, request id: req_1`. */
const TRAILER = /,? (url|cf-ray|request id): .*$/s;

const kindOf = (type: MeaningKind, detail: string, status: number | undefined): ApiErrorKind => ({
  type,
  detail,
  ...definedMembers({ status }),
});

const byInfo = ({ name, status }: CodexErrorInfo, detail: string): ApiErrorKind | undefined => {
  const named = NAMES.get(name);
  if (named !== undefined) return kindOf(named, detail, status);
  if (name === 'internalServerError') return { type: 'retryable', detail, ...definedMembers({ status }) };
  if (status === undefined) return withoutStatus(name, detail);
  return byStatus(status, detail, detail);
};

/** Without a status, the server gave no answer. Undefined for a name without a meaning of its own, such as `other`. */
const withoutStatus = (name: string, detail: string): ApiErrorKind | undefined => {
  if (name.startsWith('responseStream')) return { type: 'stream', reason: 'truncated', detail };
  if (name === 'httpConnectionFailed') return { type: 'stream', reason: 'connection_lost', detail };
  return name === 'responseTooManyFailedAttempts' ? { type: 'retryable', detail } : undefined;
};

const byStatus = (status: number, detail: string, body: string): ApiErrorKind => {
  const parsed = parseJsonText(body);
  const json = isJsonObject(parsed) ? parsed : { error: { message: body } };
  const said = readErrorBody(json);
  const { kind } = failureKind({ json, said, status, ...definedMembers({ detail: said?.message ?? detail }) });
  if (kind !== undefined) return kind;
  const text = said?.message ?? detail;
  return isPassingStatus(status) ? { type: 'retryable', detail: text, status } : { type: 'api', detail: text, status };
};

const byJson = (message: string): ApiErrorKind | undefined => {
  const json = parseJsonText(message);
  if (!isJsonObject(json)) return undefined;
  const said = readErrorBody(json);
  return said && failureKind({ json, said }).kind;
};

const bySentence = (message: string): ApiErrorKind | undefined => {
  const row = SENTENCES.find(([sentence]) => sentence.test(message));
  if (row !== undefined) return kindOf(row[1], message, undefined);
  if (/^We.re currently experiencing high demand/.test(message)) return { type: 'retryable', detail: message };
  if (message.startsWith('stream disconnected before completion'))
    return { type: 'stream', reason: 'truncated', detail: message };
  const [, status, text = ''] = STATUS.exec(message) ?? [];
  return status === undefined ? undefined : byStatus(Number(status), message, text.replace(TRAILER, '') || message);
};

/** Returns the message in the JSON of a server's error, which the program may pass on; any other text unchanged. */
const readable = (message: string): string => readErrorBody(parseJsonText(message))?.message ?? message;

/**
 * Returns the kind of a failure that the program reports: by its name for the failure, by the server's error in the
 * message, or by the program's fixed sentences. Undefined if none of them identifies it.
 */
// docs/decisions.md: failed turn of the agent
export const failureOf = ({ message, info }: ThreadError): ApiErrorKind | undefined =>
  (info === undefined ? undefined : byInfo(info, readable(message))) ?? byJson(message) ?? bySentence(message);

/** Creates the error for a failed turn. A failure of unknown cause has the type `stream` and the reason `turn_failed`. */
export const turnFailure = (error: ThreadError): ApiError =>
  apiError(failureOf(error) ?? { type: 'stream', reason: 'turn_failed', detail: readable(error.message) });
