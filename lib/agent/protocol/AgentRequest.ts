import * as t from 'io-ts';
import { isJsonObject, type JsonObject } from '../../protocol/codec/json.js';

/** The facts that every request of the agent has. */
export interface WaitingRequest {
  /** Identifies the request in this process. */
  readonly id: string;
  readonly thread_id: string;
  readonly turn_id: string;
  /** The item that waits for the answer. Empty for a request of an MCP server, which names none. */
  readonly item_id: string;
  /** The agent's reason. */
  readonly reason: string | null;
  /** Everything that the program reports, in its own form. */
  readonly raw: JsonObject;
}

/** A rule about a host: whether commands may reach it. */
export interface NetworkRule {
  readonly host: string;
  readonly action: 'allow' | 'deny';
}

/** A command that the agent may only run with approval. */
export interface CommandApproval extends WaitingRequest {
  readonly type: 'command_approval';
  /** The command. Empty for input to a running command, see `raw`, and it may be empty for access to the network. */
  readonly command: string;
  readonly cwd: string | null;
  /** The rule that `{ accept_with_rule }` would add: commands that begin like this need no approval later. */
  readonly proposed_rule: readonly string[] | null;
  /** The host that a command wants to reach. Null if the request is for the command itself. */
  readonly network: { readonly host: string; readonly protocol: string } | null;
  /** The rules that `{ network_rule }` could add. */
  readonly proposed_network_rules: readonly NetworkRule[];
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

/** A call of an MCP server's tool that the agent may only make with approval. */
export interface McpToolApproval extends WaitingRequest {
  readonly type: 'mcp_tool_approval';
  /** The name of the MCP server in the configuration. */
  readonly server: string;
  readonly tool: string;
  readonly arguments: unknown;
  /** The question to the user, in the words of the program. */
  readonly message: string;
  /** The choices that the program offers to remember: `session` (`accept_for_session`), `always` (`accept_always`). */
  readonly remember: readonly string[];
}

/** A question to the user. */
export interface UserQuestion {
  readonly id: string;
  readonly header: string;
  readonly question: string;
  readonly options: readonly { readonly label: string; readonly description: string }[] | null;
  /** True if the answer must not be shown on the screen. */
  readonly is_secret: boolean;
}

/** Questions that the agent wants the user to answer. */
export interface UserInputRequest extends WaitingRequest {
  readonly type: 'user_input';
  readonly questions: readonly UserQuestion[];
}

/** A request of an MCP server to the user: a form to fill in, or an address to open. */
export interface ElicitationRequest extends WaitingRequest {
  readonly type: 'elicitation';
  /** The name of the MCP server in the configuration. */
  readonly server: string;
  /** `form`, `url`, or a kind that only some programs offer. */
  readonly mode: string;
  readonly message: string;
  /** The address to open. Null for a form. */
  readonly url: string | null;
  /** The JSON Schema of the form. Null for an address. */
  readonly schema: JsonObject | null;
}

/** A request that needs approval. */
export type ApprovalRequest = CommandApproval | FileChangeApproval | PermissionsApproval | McpToolApproval;

/** A request of the agent that waits for a person. It is plain data. */
export type AgentRequest = ApprovalRequest | UserInputRequest | ElicitationRequest;

/**
 * The answer to an approval. `decline`: the agent goes on without it. `cancel`: the turn is interrupted.
 * `accept_for_session`: the same request needs no approval again. `true` is `accept`, and `false` is `decline`.
 *
 * `{ accept_with_rule }` and `{ network_rule }` answer a command, and save the rule. A network rule allows or denies its
 * host. `accept_always` answers an MCP tool, and saves the approval in the configuration. A decision that does not fit
 * its request declines.
 */
export type ApprovalDecision =
  | boolean
  | 'accept'
  | 'accept_for_session'
  | 'accept_always'
  | 'decline'
  | 'cancel'
  | { readonly accept_with_rule: readonly string[] }
  | { readonly network_rule: NetworkRule };

/** The answer to an MCP server: `accept` sends the form that the user filled in. */
export type ElicitationAnswer = 'accept' | 'decline' | 'cancel' | { readonly accept: JsonObject };

/** The answer to a request of the agent. It must fit the type of the request. */
export type AgentReply = ApprovalDecision | UserAnswers | ElicitationAnswer;

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
    network: nullable(t.type({ host: t.string, protocol: t.string })),
    proposed_network_rules: t.readonlyArray(
      t.type({ host: t.string, action: t.union([t.literal('allow'), t.literal('deny')]) }),
    ),
  }),
  t.type({ type: t.literal('file_change_approval'), ...waiting, grant_root: nullable(t.string) }),
  t.type({ type: t.literal('permissions_approval'), ...waiting, permissions: t.unknown }),
  t.type({
    type: t.literal('mcp_tool_approval'),
    ...waiting,
    server: t.string,
    tool: t.string,
    arguments: t.unknown,
    message: t.string,
    remember: t.readonlyArray(t.string),
  }),
  t.type({
    type: t.literal('elicitation'),
    ...waiting,
    server: t.string,
    mode: t.string,
    message: t.string,
    url: nullable(t.string),
    schema: nullable(jsonObject),
  }),
  t.type({ type: t.literal('user_input'), ...waiting, questions: t.readonlyArray(UserQuestion) }),
]);
