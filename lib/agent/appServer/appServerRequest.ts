import type { Observable } from 'rxjs';
import { buildError } from '../../protocol/errors/ApiError.js';
import { definedMembers } from '../../protocol/codec/definedMembers.js';
import type { ProcessRequest } from '../../transport/ProcessTransport.js';
import type { CodexOptions } from '../options/CodexOptions.js';
import { configOverrides } from '../options/configOverrides.js';
import { environmentOf } from '../process/environment.js';
import { findCodex, programEnvironment } from '../process/findCodex.js';

/**
 * Builds the request to run the app-server.
 *
 * @throws ApiError `build` if the program is not found, a setting cannot be written as TOML, or there is a profile.
 */
export const appServerRequest = (codex: CodexOptions, stdin: Observable<string>): ProcessRequest => {
  if (codex.profile !== undefined)
    throw buildError("the app-server takes no profile; pass its settings as config, or use protocol: 'exec'");
  const program = findCodex(codex.codexPathOverride, codex.env);
  const overrides = [
    // The key is sent over stdin. Without this setting, the program would write it to auth.json.
    ...(codex.apiKey === undefined ? [] : configOverrides({ cli_auth_credentials_store: 'ephemeral' })),
    ...configOverrides(codex.config ?? {}),
    ...(codex.configOverrides ?? []),
    ...configOverrides({ openai_base_url: codex.baseUrl }),
  ];
  return {
    command: program.command,
    args: [
      ...program.args,
      'app-server',
      ...overrides.map((override) => `--config=${override}`),
      ...(codex.extraArguments ?? []),
    ],
    env: programEnvironment(program, environmentOf(codex)),
    stdin,
    ending: 'stdin',
    ...definedMembers({ onStderr: codex.onStderr }),
  };
};
