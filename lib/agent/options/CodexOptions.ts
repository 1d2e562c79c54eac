import type { SchedulerLike } from 'rxjs';
import type { Logger } from '../../telemetry/Logger.js';
import type { ProcessTransport } from '../../transport/ProcessTransport.js';
import type { ConfigObject } from './configOverrides.js';

/** How the `codex` program is found, configured and run. Source: seed 001, "线程选项配置". */
export interface CodexOptions {
  /**
   * The program: a path, or a name to look for in `PATH`; a script (`.js`, `.mjs`, `.cjs`) is run by Node. On Windows it is
   * an `.exe` or a script, for npm's own commands need a shell. Default: that of `@openai/codex`, else `codex` in `PATH`.
   */
  readonly codexPathOverride?: string | undefined;
  /** The server that the program asks. Default: OpenAI's, or what `config.toml` says. */
  readonly baseUrl?: string | undefined;
  /** The key for it. It is handed over as `CODEX_API_KEY`. Default: what the program finds itself. */
  readonly apiKey?: string | undefined;
  /** Settings that override those of `config.toml`. */
  readonly config?: ConfigObject | undefined;
  /** More of them, as `key=value` with the value in TOML; passed on as they are. */
  readonly configOverrides?: readonly string[] | undefined;
  /** The whole environment of the program. Default: that of this process. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** The longest silence of the program, in milliseconds. Default 1 800 000: a command that it runs may take long. */
  readonly idleTimeout?: number | undefined;
  /** How long the program may go on after the end of its turn before it is ended, in milliseconds. Default 5000. */
  readonly exitGrace?: number | undefined;
  /** The most characters of one event. Default 10 Mi. */
  readonly maxLineLength?: number | undefined;
  /** Told in words what becomes of each turn: `console` is one. Default: stderr, if the environment has `CODEX_RX_LOG`. */
  readonly logger?: Logger | undefined;
  /** Default: `childProcessTransport()`. */
  readonly transport?: ProcessTransport | undefined;
  /** Everything that waits uses it. Default: asyncScheduler. */
  readonly scheduler?: SchedulerLike | undefined;
}
