/** What the commands of the agent may touch. `auto` leaves it to the program and its configuration. */
export type SandboxMode = 'auto' | 'read-only' | 'workspace-write' | 'danger-full-access';

/** When the agent asks before it runs a command. Nobody is there to answer: what it would ask for is refused. */
export type ApprovalMode = 'never' | 'on-request' | 'on-failure' | 'untrusted';

/** Which of them a model takes, it says itself. */
export type ModelReasoningEffort = 'minimal' | 'low' | 'medium' | 'high' | 'xhigh' | 'max' | 'ultra' | 'persistent';

/** Whether the agent may search the web: not at all, in what the server has cached, or now. */
export type WebSearchMode = 'disabled' | 'cached' | 'live';

/** How the turns of a thread are run. What is left out is the program's own default. Source: seed 001, "线程选项配置". */
export interface ThreadOptions {
  readonly model?: string | undefined;
  readonly sandboxMode?: SandboxMode | undefined;
  /** Where the agent works. Default: where this program was started. */
  readonly workingDirectory?: string | undefined;
  /** Lets the agent work outside a Git repository, which the program otherwise refuses. Default false. */
  readonly skipGitRepoCheck?: boolean | undefined;
  readonly modelReasoningEffort?: ModelReasoningEffort | undefined;
  /** Lets commands reach the network; has a meaning in `workspace-write` only. */
  readonly networkAccessEnabled?: boolean | undefined;
  readonly webSearchMode?: WebSearchMode | undefined;
  /** The same as `webSearchMode`: true is `live`, false is `disabled`. `webSearchMode` wins. */
  readonly webSearchEnabled?: boolean | undefined;
  readonly approvalPolicy?: ApprovalMode | undefined;
  /** Further directories that the agent may write to. */
  readonly additionalDirectories?: readonly string[] | undefined;
}
