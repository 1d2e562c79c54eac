import { definedMembers } from '../../protocol/codec/definedMembers.js';
import type { JsonObject } from '../../protocol/codec/json.js';
import { buildError } from '../../protocol/errors/ApiError.js';
import type { Input } from '../options/Input.js';
import { jsonSchemaOf } from '../../protocol/schema/jsonSchemaOf.js';
import type { ThreadOptions } from '../options/ThreadOptions.js';
import type { TurnOptions } from '../options/TurnOptions.js';
import { webSearch } from '../turn/execArguments.js';
import { declarationsOf } from './turn/clientTools.js';

const configOf = (thread: ThreadOptions): JsonObject => {
  const workspace = definedMembers({
    network_access: thread.networkAccessEnabled,
    writable_roots: thread.additionalDirectories,
  });
  return definedMembers({
    model_reasoning_effort: thread.modelReasoningEffort,
    web_search: webSearch(thread),
    sandbox_workspace_write: Object.keys(workspace).length === 0 ? undefined : workspace,
  });
};

/** The options that `thread/start`, `thread/resume` and `thread/fork` share. */
export const threadParams = (thread: ThreadOptions): JsonObject => {
  // The app-server refuses it without a hint that exec accepts it.
  if (thread.approvalPolicy === 'on-failure')
    throw buildError("approvalPolicy 'on-failure' does not exist over the app-server; use 'on-request' or 'untrusted'");
  const config = configOf(thread);
  return definedMembers({
    model: thread.model,
    cwd: thread.workingDirectory,
    sandbox: thread.sandboxMode === 'auto' ? undefined : thread.sandboxMode,
    approvalPolicy: thread.approvalPolicy,
    config: Object.keys(config).length === 0 ? undefined : config,
  });
};

/** The params of `thread/start`. */
export const startParams = (thread: ThreadOptions): JsonObject => ({
  ...threadParams(thread),
  cwd: thread.workingDirectory ?? process.cwd(),
  ...definedMembers({
    ephemeral: thread.ephemeral,
    threadSource: thread.threadSource,
    dynamicTools: thread.tools && declarationsOf(thread.tools),
  }),
});

/** The user's message in the form of the app-server. */
export const inputParams = (input: Input): readonly JsonObject[] =>
  (typeof input === 'string' ? [{ type: 'text', text: input } as const] : input).map((part) =>
    part.type === 'text'
      ? { type: 'text', text: part.text, text_elements: [] }
      : { type: 'localImage', path: part.path },
  );

/** The params of `turn/start`. */
export const turnParams = (threadId: string, input: Input, options: TurnOptions): JsonObject => ({
  threadId,
  input: inputParams(input),
  ...definedMembers({
    outputSchema: options.outputSchema && jsonSchemaOf(options.outputSchema),
    cyberAccessProgram: options.cyberAccessProgram,
  }),
});
