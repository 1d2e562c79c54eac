/** Access of the agent's commands to the file system. `auto` uses the setting of the program's configuration. */
export type SandboxMode = 'auto' | 'read-only' | 'workspace-write' | 'danger-full-access';

/** Commands that need approval. As nobody can approve them here, such commands are refused. */
export type ApprovalMode = 'never' | 'on-request' | 'on-failure' | 'untrusted';

/** Reasoning effort. Each model supports some of these values. */
export type ModelReasoningEffort = 'minimal' | 'low' | 'medium' | 'high' | 'xhigh' | 'max' | 'ultra' | 'persistent';

/** Web search of the agent: disabled, in the server's cache, or live. */
export type WebSearchMode = 'disabled' | 'cached' | 'live';

/** Options for a thread's turns. The default of each is that of the program. */
export interface ThreadOptions {
  readonly model?: string | undefined;
  readonly sandboxMode?: SandboxMode | undefined;
  /** The directory in which the agent works. Default: the working directory of this process. */
  readonly workingDirectory?: string | undefined;
  /** True: the agent may work outside a Git repository, which the program otherwise refuses. Default: false. */
  readonly skipGitRepoCheck?: boolean | undefined;
  readonly modelReasoningEffort?: ModelReasoningEffort | undefined;
  /** True: commands may use the network. Used in the sandbox mode `workspace-write` only. */
  readonly networkAccessEnabled?: boolean | undefined;
  readonly webSearchMode?: WebSearchMode | undefined;
  /** Short for `webSearchMode`: true is `live`, false is `disabled`. Ignored if `webSearchMode` is given. */
  readonly webSearchEnabled?: boolean | undefined;
  readonly approvalPolicy?: ApprovalMode | undefined;
  /** Further directories that the agent may write to. */
  readonly additionalDirectories?: readonly string[] | undefined;
}
