import type { SchedulerLike } from 'rxjs';
import type { LoopTelemetry } from '../../telemetry/AgentTelemetry.js';
import type { Logger } from '../../telemetry/Logger.js';
import type { ProcessTransport } from '../../transport/ProcessTransport.js';
import type { ConfigObject } from './configOverrides.js';

/** Options for `Codex`: location, configuration and limits of the `codex` program. */
export interface CodexOptions {
  /**
   * The interface of the program. `exec` runs it once for each turn. `app-server` runs it once for all threads, and
   * offers deltas, approvals, client-side tools, steering, and the list of threads. Default: `exec`.
   */
  readonly protocol?: 'exec' | 'app-server' | undefined;
  /**
   * The program: a path, or a name to look for in `PATH`. A script (`.js`, `.mjs`, `.cjs`) is run by Node. On Windows
   * it must be an `.exe` or a script, because the commands that npm installs need a shell. Default: the program in the
   * package `@openai/codex`; if that is not installed, `codex` in `PATH`.
   */
  readonly codexPathOverride?: string | undefined;
  /**
   * The base URL of the server that the program uses. Default: the URL in `config.toml`; if it has none, OpenAI's URL.
   */
  readonly baseUrl?: string | undefined;
  /**
   * The API key. It is passed in the environment, as `CODEX_API_KEY`. Default: the program uses its own stored
   * credentials.
   */
  readonly apiKey?: string | undefined;
  /** Settings that override the ones in `config.toml`. */
  readonly config?: ConfigObject | undefined;
  /** Further settings as `key=value`, with the value in TOML. They are passed on unchanged. */
  readonly configOverrides?: readonly string[] | undefined;
  /**
   * The complete environment of the program. Variables that are undefined are left out, so `process.env` can be passed.
   * A program given by name is searched in this `PATH`. Default: the environment of this process.
   */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** The profile: the file `<name>.config.toml` in the folder of the configuration. Only for `exec`. */
  readonly profile?: string | undefined;
  /** Further arguments of the program, after the arguments of this library. They are passed on unchanged. */
  readonly extraArguments?: readonly string[] | undefined;
  /** Called with each piece that the program writes to stderr, while it runs. */
  readonly onStderr?: ((text: string) => void) | undefined;
  /**
   * The longest time without output from the program, in milliseconds. Default: 1 800 000, because a command that the
   * program runs may take long.
   */
  readonly idleTimeout?: number | undefined;
  /**
   * The time allowed for the program to exit after its turn, in milliseconds. It is terminated after that. Default:
   * 5000.
   */
  readonly exitGrace?: number | undefined;
  /** The longest time for the app-server to answer a request, in milliseconds. Turns take longer. Default: 60 000. */
  readonly requestTimeout?: number | undefined;
  /**
   * The time that the app-server keeps running when nothing uses it, in milliseconds. A thread that is `ephemeral` is
   * lost when it ends; subscribe to `codex.connect()` to keep it running. Default: 1000.
   */
  readonly processKeepAlive?: number | undefined;
  /** The maximum length of one event, in characters. Default: 10 485 760 (10 Mi). */
  readonly maxLineLength?: number | undefined;
  /**
   * The logger for each turn, e.g. `console`. Default: writes to stderr if the environment has `CODEX_RX_LOG`;
   * otherwise nothing is logged.
   */
  readonly logger?: Logger | undefined;
  /**
   * Hooks on each turn, and on the tools of this application that it calls, e.g. `openTelemetry()`. The calls of the
   * program itself are not reported. Default: none.
   */
  readonly telemetry?: LoopTelemetry | undefined;
  /** The transport that runs the program. Default: `childProcessTransport()`. */
  readonly transport?: ProcessTransport | undefined;
  /** The scheduler of all timeouts. Default: asyncScheduler. */
  readonly scheduler?: SchedulerLike | undefined;
}
