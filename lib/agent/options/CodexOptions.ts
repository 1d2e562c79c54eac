import type { SchedulerLike } from 'rxjs';
import type { Logger } from '../../telemetry/Logger.js';
import type { ProcessTransport } from '../../transport/ProcessTransport.js';
import type { ConfigObject } from './configOverrides.js';

/** Options for `Codex`: location, configuration and limits of the `codex` program. */
export interface CodexOptions {
  /**
   * The program: a path, or a name to look for in `PATH`. A script (`.js`, `.mjs`, `.cjs`) is run by Node. On Windows
   * it must be an `.exe` or a script, as the commands that npm installs need a shell. Default: the program of the
   * package `@openai/codex`, else `codex` in `PATH`.
   */
  readonly codexPathOverride?: string | undefined;
  /** The base URL of the server that the program uses. Default: the one in `config.toml`, else OpenAI's. */
  readonly baseUrl?: string | undefined;
  /**
   * The API key. It is passed in the environment, as `CODEX_API_KEY`. Default: the key that the program finds itself.
   */
  readonly apiKey?: string | undefined;
  /** Settings that override those of `config.toml`. */
  readonly config?: ConfigObject | undefined;
  /** Further settings as `key=value`, with the value in TOML. They are passed on as they are. */
  readonly configOverrides?: readonly string[] | undefined;
  /** The whole environment of the program. Default: that of this process. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /**
   * The longest silence of the program, in milliseconds. Default: 1 800 000, as a command that it runs may take long.
   */
  readonly idleTimeout?: number | undefined;
  /** Time that the program has to exit after its turn, in milliseconds; then it is ended. Default: 5000. */
  readonly exitGrace?: number | undefined;
  /** The most characters of one event. Default: 10 485 760 (10 Mi). */
  readonly maxLineLength?: number | undefined;
  /** Logger of each turn, e.g. `console`. Default: stderr if the environment has `CODEX_RX_LOG`, else none. */
  readonly logger?: Logger | undefined;
  /** Runs the program. Default: `childProcessTransport()`. */
  readonly transport?: ProcessTransport | undefined;
  /** The scheduler of all timeouts. Default: asyncScheduler. */
  readonly scheduler?: SchedulerLike | undefined;
}
