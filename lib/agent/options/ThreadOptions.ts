import type { ObservableInput } from 'rxjs';
import type { AgentTools } from '../appServer/turn/clientTools.js';
import type {
  ApprovalDecision,
  ApprovalRequest,
  ElicitationAnswer,
  ElicitationRequest,
  UserAnswers,
  UserInputRequest,
} from '../protocol/AgentRequest.js';

/** The access of the agent's commands to the file system. `auto` uses the setting in the program's configuration. */
export type SandboxMode = 'auto' | 'read-only' | 'workspace-write' | 'danger-full-access';

/** The commands that need approval. Over `exec` they are refused, because nobody can approve them there. */
export type ApprovalMode = 'never' | 'on-request' | 'on-failure' | 'untrusted';

/** The reasoning effort. Each model supports some of these values. */
export type ModelReasoningEffort =
  'none' | 'minimal' | 'low' | 'medium' | 'high' | 'xhigh' | 'max' | 'ultra' | 'persistent';

/** The agent's web search: disabled, in the server's cache, or live. */
export type WebSearchMode = 'disabled' | 'cached' | 'live';

/** Options for a thread's turns. Each default is the program's own default. */
export interface ThreadOptions {
  readonly model?: string | undefined;
  readonly sandboxMode?: SandboxMode | undefined;
  /** The directory in which the agent works. Default: the working directory of this process. */
  readonly workingDirectory?: string | undefined;
  /** Allows the agent to work outside a Git repository, which the program otherwise refuses. Default: false. */
  readonly skipGitRepoCheck?: boolean | undefined;
  readonly modelReasoningEffort?: ModelReasoningEffort | undefined;
  /** Allows commands to use the network. Used only in the sandbox mode `workspace-write`. */
  readonly networkAccessEnabled?: boolean | undefined;
  readonly webSearchMode?: WebSearchMode | undefined;
  /** A short form of `webSearchMode`: true is `live`, false is `disabled`. Ignored if `webSearchMode` is given. */
  readonly webSearchEnabled?: boolean | undefined;
  readonly approvalPolicy?: ApprovalMode | undefined;
  /** Further directories that the agent may write to. */
  readonly additionalDirectories?: readonly string[] | undefined;
  /** Tools of this application that the agent can call. Used only when the thread is created. App-server only. */
  readonly tools?: AgentTools | undefined;
  /**
   * Decides on the agent's requests for approval. `wait`: each request is an event, and waits for `thread.respond()`.
   * Default: every request is refused. App-server only.
   */
  readonly approve?: 'wait' | ((request: ApprovalRequest) => ObservableInput<ApprovalDecision>) | undefined;
  /**
   * Answers the agent's questions to the user. `wait`: each request is an event, and waits for `thread.respond()`.
   * Default: every request is refused. App-server only.
   */
  readonly answer?: 'wait' | ((request: UserInputRequest) => ObservableInput<UserAnswers>) | undefined;
  /**
   * Answers the requests of MCP servers to the user, e.g. a form to fill in. `wait`: each request is an event, and
   * waits for `thread.respond()`. The approval of an MCP server's tool is a request to `approve`. Default: every
   * request is refused. App-server only.
   */
  readonly elicit?: 'wait' | ((request: ElicitationRequest) => ObservableInput<ElicitationAnswer>) | undefined;
  /** The origin of the thread, a name for statistics. Used only when the thread is created. */
  readonly threadSource?: string | undefined;
  /** Keeps the thread in memory: it is not written to disk and cannot be resumed later. Default: false. */
  readonly ephemeral?: boolean | undefined;
}
