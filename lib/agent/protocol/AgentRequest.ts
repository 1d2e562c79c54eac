import * as t from 'io-ts';
import { isJsonObject, type JsonObject } from '../../protocol/codec/json.js';

/** The facts that every request of the agent has. */
export interface WaitingRequest {
  /** Identifies the request in this process. */
  readonly id: string;
  readonly thread_id: string;
  readonly turn_id: string;
  /** The item that waits for the answer. */
  readonly item_id: string;
  /** The agent's reason. */
  readonly reason: string | null;
  /** Everything that the program reports, in its own form, e.g. the host that a command wants to reach. */
  readonly raw: JsonObject;
}

/** A command that the agent may only run with approval. */
export interface CommandApproval extends WaitingRequest {
  readonly type: 'command_approval';
  /** The command; empty if the request is for input to a running command or for the network, see `raw`. */
  readonly command: string;
  readonly cwd: string | null;
  /** The rule that `{ accept_with_rule }` would add: commands that begin like this need no approval later. */
  readonly proposed_rule: readonly string[] | null;
}

/** Changes of files that the agent may only make with approval. The item of the same id lists them. */
export interface FileChangeApproval extends WaitingRequest {
  readonly type: 'file_change_approval';
  /** The folder that the agent wants to write to for the rest of the session. */
  readonly grant_root: string | null;
}

/** Further permissions that the agent requests, as the program describes them. */
export interface PermissionsApproval extends WaitingRequest {
  readonly type: 'permissions_approval';
  readonly permissions: unknown;
}

/** A question to the user. */
export interface UserQuestion {
  readonly id: string;
  readonly header: string;
  readonly question: string;
  readonly options: readonly { readonly label: string; readonly description: string }[] | null;
  /** Whether the answer must not be shown on the screen. */
  readonly is_secret: boolean;
}

/** Questions that the agent wants the user to answer. */
export interface UserInputRequest extends WaitingRequest {
  readonly type: 'user_input';
  readonly questions: readonly UserQuestion[];
}

/** A request that needs approval. */
export type ApprovalRequest = CommandApproval | FileChangeApproval | PermissionsApproval;

/** A request of the agent that waits for a person. It is plain data. */
export type AgentRequest = ApprovalRequest | UserInputRequest;

/**
 * The answer to an approval. `decline`: the agent goes on without it. `cancel`: the turn is interrupted.
 * `accept_for_session`: the same request needs no approval again. `true` is `accept`, and `false` is `decline`.
 */
export type ApprovalDecision =
  boolean | 'accept' | 'accept_for_session' | 'decline' | 'cancel' | { readonly accept_with_rule: readonly string[] };

/** The user's answers, by the ids of the questions. */
export type UserAnswers = Readonly<Record<string, string | readonly string[]>>;

const jsonObject = new t.Type<JsonObject>(
  'JsonObject',
  isJsonObject,
  (value, context) => (isJsonObject(value) ? t.success(value) : t.failure(value, context)),
  t.identity,
);
const nullable = <C extends t.Mixed>(codec: C) => t.union([codec, t.null]);
const waiting = {
  id: t.string,
  thread_id: t.string,
  turn_id: t.string,
  item_id: t.string,
  reason: nullable(t.string),
  raw: jsonObject,
};
const UserQuestion = t.type({
  id: t.string,
  header: t.string,
  question: t.string,
  options: nullable(t.readonlyArray(t.type({ label: t.string, description: t.string }))),
  is_secret: t.boolean,
});

/** The codec for `AgentRequest`. */
export const AgentRequest: t.Type<AgentRequest, unknown> = t.union([
  t.type({
    type: t.literal('command_approval'),
    ...waiting,
    command: t.string,
    cwd: nullable(t.string),
    proposed_rule: nullable(t.readonlyArray(t.string)),
  }),
  t.type({ type: t.literal('file_change_approval'), ...waiting, grant_root: nullable(t.string) }),
  t.type({ type: t.literal('permissions_approval'), ...waiting, permissions: t.unknown }),
  t.type({ type: t.literal('user_input'), ...waiting, questions: t.readonlyArray(UserQuestion) }),
]);
