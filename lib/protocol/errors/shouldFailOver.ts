import type { ApiErrorData } from './apiErrorData.js';
import { isPassingStatus } from './meaning/failureCodes.js';
import { foldApiError } from './foldApiError.js';
import { refusesState } from './refusesState.js';
import { ABORTED } from './TransportError.js';

/** The statuses that concern a key, a plan or a model at this provider, and not the request itself. */
const LOCAL_STATUSES: ReadonlySet<number> = new Set([401, 402, 403, 404]);

/** Returns true for a failure that is due to the provider, and not to the request. */
const concernsProvider: (error: ApiErrorData) => boolean = foldApiError<boolean>({
  transport: ({ error }) => {
    if (error.type === 'http') return isPassingStatus(error.status) || LOCAL_STATUSES.has(error.status);
    return error.type !== 'build' && !(error.type === 'network' && error.code === ABORTED);
  },
  api: ({ status }) => isPassingStatus(status) || LOCAL_STATUSES.has(status),
  stream: ({ reason }) => reason !== 'already_read' && reason !== 'closed_by_caller',
  file: () => false,
  unauthorized: () => true,
  not_found: () => true,
  retryable: () => true,
  rate_limit: () => true,
  quota_exceeded: () => true,
  usage_not_included: () => true,
  server_overloaded: () => true,
  context_window_exceeded: () => false,
  incomplete: () => false,
  invalid_request: () => false,
  cyber_policy: () => false,
});

/**
 * Returns whether the same request can succeed at another provider. The result is true if this provider cannot be
 * reached, is overloaded, has no budget left, refuses the key, does not have the model, or refuses what another provider
 * gave (`encrypted_content`, a key of its API). It is false if the request or the options of the program are wrong, if
 * a policy forbids the answer, and if the caller aborted.
 *
 * @example
 * const local$ = new ChatClient({ provider: ollama() }).streamPrompt('qwen3', prompt);
 * answer$.pipe(failOver([local$], { when: (error) => shouldFailOver(error) && error.type !== 'quota_exceeded' }));
 */
export const shouldFailOver = (error: ApiErrorData): boolean => concernsProvider(error) || refusesState(error);
