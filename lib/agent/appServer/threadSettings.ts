import { definedMembers } from '../../protocol/codec/definedMembers.js';
import type { JsonObject } from '../../protocol/codec/json.js';
import { buildError } from '../../protocol/errors/ApiError.js';
import { objectIn, textIn } from './members.js';

/** The settings of a thread: those with which it was loaded, as far as they are known. */
export interface ThreadSettings {
  readonly model: unknown;
  readonly cwd: unknown;
  readonly approvalPolicy: unknown;
  readonly sandbox: unknown;
  readonly effort: unknown;
  readonly webSearch: unknown;
  readonly workspace: JsonObject;
}

/** Reads the settings in the params of `thread/start`, `thread/resume` or `thread/fork`. */
export const settingsIn = (params: JsonObject): ThreadSettings => {
  const { model, cwd, approvalPolicy, sandbox } = params;
  const config = objectIn(params, 'config');
  return {
    ...{ model, cwd, approvalPolicy, sandbox },
    effort: config['model_reasoning_effort'],
    webSearch: config['web_search'],
    workspace: objectIn(config, 'sandbox_workspace_write'),
  };
};

/** Adds settings to those of a thread. A setting that is not given keeps its value. */
export const withSettings = (had: ThreadSettings, wanted: ThreadSettings): ThreadSettings => ({
  ...had,
  ...definedMembers(wanted),
  workspace: { ...had.workspace, ...wanted.workspace },
});

const differ = (one: unknown, other: unknown): boolean => JSON.stringify(one) !== JSON.stringify(other);

const POLICIES: Readonly<Record<string, string>> = {
  'read-only': 'readOnly',
  'workspace-write': 'workspaceWrite',
  'danger-full-access': 'dangerFullAccess',
};

const sandboxPolicy = ({ sandbox, workspace }: ThreadSettings): JsonObject => {
  const type = textIn(POLICIES, String(sandbox));
  if (type === undefined)
    throw buildError(
      'networkAccessEnabled and additionalDirectories of a thread that is loaded can only be changed together with ' +
        'its sandboxMode; set sandboxMode, or use another Codex',
    );
  if (type === 'dangerFullAccess') return { type };
  const networkAccess = type === 'workspaceWrite' && workspace['network_access'] === true;
  if (type === 'readOnly') return { type, networkAccess };
  const writableRoots = workspace['writable_roots'] ?? [];
  return { type, networkAccess, writableRoots, excludeTmpdirEnvVar: false, excludeSlashTmp: false };
};

/**
 * Returns the params of `thread/settings/update` with which a loaded thread gets other settings: the program ignores
 * those of `thread/resume` then. Undefined if nothing changes.
 *
 * @throws ApiError `build` for a setting that a loaded thread cannot change.
 */
// docs/decisions.md: options of a thread that is loaded
export const changedSettings = (had: ThreadSettings, wanted: ThreadSettings): JsonObject | undefined => {
  const next = withSettings(had, wanted);
  if (differ(had.webSearch, next.webSearch))
    throw buildError(
      'the web search of a thread that is loaded cannot be changed; leave webSearchMode and webSearchEnabled as they ' +
        'were, start a new thread, or use another Codex',
    );
  const changed = <T>(key: keyof ThreadSettings, value: T) => (differ(had[key], next[key]) ? value : undefined);
  const hasOtherSandbox = differ([had.sandbox, had.workspace], [next.sandbox, next.workspace]);
  const params = definedMembers({
    model: changed('model', next.model),
    cwd: changed('cwd', next.cwd),
    approvalPolicy: changed('approvalPolicy', next.approvalPolicy),
    effort: changed('effort', next.effort),
    sandboxPolicy: hasOtherSandbox ? sandboxPolicy(next) : undefined,
  });
  return Object.keys(params).length === 0 ? undefined : params;
};
