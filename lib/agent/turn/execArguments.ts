import { buildError } from '../../protocol/errors/ApiError.js';
import type { CodexOptions } from '../options/CodexOptions.js';
import { configOverrides, type ConfigObject } from '../options/configOverrides.js';
import { imagesOf, type Input } from '../options/Input.js';
import type { ThreadOptions } from '../options/ThreadOptions.js';
import type { CyberAccessProgram } from '../options/TurnOptions.js';

/** The inputs for the arguments of a turn. */
export interface ExecCall {
  readonly codex: Pick<CodexOptions, 'baseUrl' | 'config' | 'configOverrides' | 'profile' | 'extraArguments'>;
  readonly thread: ThreadOptions;
  /** The thread to continue. Undefined starts a new one. Null is the id of a thread that has not started. */
  readonly threadId: string | null | undefined;
  /** The user's message. The paths of its images have no commas: the program would split them there. */
  readonly input: Input;
  readonly cyberAccessProgram?: CyberAccessProgram | undefined;
  /** The file that holds the output schema. */
  readonly schemaPath: string | undefined;
}

/** Returns the setting of the agent's web search. */
export const webSearch = ({ webSearchMode, webSearchEnabled }: ThreadOptions): string | undefined => {
  if (webSearchMode !== undefined || webSearchEnabled === undefined) return webSearchMode;
  return webSearchEnabled ? 'live' : 'disabled';
};

const settingsOf = (thread: ThreadOptions): ConfigObject => ({
  model_reasoning_effort: thread.modelReasoningEffort,
  sandbox_workspace_write: { network_access: thread.networkAccessEnabled },
  web_search: webSearch(thread),
  approval_policy: thread.approvalPolicy,
});

// Name and value are one argument: `--model -x` would be read as two options.
const option = (name: string, value: string | undefined): readonly string[] =>
  value === undefined ? [] : [`--${name}=${value}`];

/**
 * Builds the arguments of `codex exec` for one turn. The prompt is not an argument: it is written to stdin, where it
 * may have any length and begin with a dash. The key is not an argument either, because other users could read it in
 * the list of processes.
 *
 * @throws ApiError `build` for settings that TOML cannot represent, and for a thread to resume without an id.
 */
export const execArguments = ({
  codex,
  thread,
  threadId,
  input,
  schemaPath,
  cyberAccessProgram,
}: ExecCall): readonly string[] => {
  if (threadId === null || threadId === '')
    throw buildError(
      `the id of a thread to resume must be a text, got ${JSON.stringify(threadId)}; a new thread has its id once its first turn has started`,
    );
  const unsupported = (['tools', 'approve', 'answer', 'elicit'] as const).find((name) => thread[name] !== undefined);
  if (unsupported !== undefined)
    throw buildError(`the option ${unsupported} needs the app-server; use new Codex({ protocol: 'app-server' })`);
  const overrides = [
    ...configOverrides(codex.config ?? {}),
    ...(codex.configOverrides ?? []),
    ...configOverrides({ openai_base_url: codex.baseUrl }),
    ...configOverrides(settingsOf(thread)),
  ];
  return [
    'exec',
    '--experimental-json',
    ...overrides.flatMap((override) => option('config', override)),
    ...option('model', thread.model),
    ...option('sandbox', thread.sandboxMode === 'auto' ? undefined : thread.sandboxMode),
    ...option('cd', thread.workingDirectory),
    ...(thread.additionalDirectories ?? []).flatMap((directory) => option('add-dir', directory)),
    ...option('profile', codex.profile),
    ...(threadId === undefined ? option('thread-source', thread.threadSource) : []),
    ...option('cyber-access-program', cyberAccessProgram),
    ...(thread.ephemeral === true ? ['--ephemeral'] : []),
    ...(thread.skipGitRepoCheck === true ? ['--skip-git-repo-check'] : []),
    ...option('output-schema', schemaPath),
    ...(codex.extraArguments ?? []),
    ...(threadId === undefined ? [] : ['resume']),
    ...imagesOf(input).flatMap((path) => option('image', path)),
    ...(threadId === undefined ? [] : ['--', threadId]),
  ];
};
