import { isLogLevel, logAbove, type Logger, type LogLevel } from './Logger.js';

const member = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;

const variable = (name: string): unknown => member(member(Reflect.get(globalThis, 'process'), 'env'), name);

const writeToStderr = (level: LogLevel, message: string): void => console.error(`codex-rx ${level}: ${message}`);

/** One of each, so that the calls of all clients are numbered as one log. */
const loggers = new Map<LogLevel, Logger>();

/**
 * The logger that the environment asks for with `CODEX_RX_LOG`, where there is an environment (Node, Deno, Bun): from
 * `debug`, `info`, `warn` or `error` on; any other text but `off` means `debug`. Written to stderr: stdout may be a
 * program's output.
 */
export const environmentLogger = (): Logger | undefined => {
  const level = variable('CODEX_RX_LOG');
  if (typeof level !== 'string' || level === '' || level === 'off') return undefined;
  const lowest = isLogLevel(level) ? level : 'debug';
  const logger = loggers.get(lowest) ?? logAbove(lowest, writeToStderr);
  loggers.set(lowest, logger);
  return logger;
};
