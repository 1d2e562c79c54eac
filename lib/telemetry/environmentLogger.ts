import { isLogLevel, logAbove, type Logger, type LogLevel } from './Logger.js';

const member = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;

const variable = (name: string): unknown => member(member(Reflect.get(globalThis, 'process'), 'env'), name);

const writeToStderr = (level: LogLevel, message: string): void => console.error(`codex-rx ${level}: ${message}`);

/** One logger per level, so that the calls of all clients are numbered together. */
const loggers = new Map<LogLevel, Logger>();

/**
 * Returns the logger that the environment variable `CODEX_RX_LOG` selects, in Node, Deno and Bun. Returns undefined
 * without the variable and for `off`. Its value is the lowest level to log: `debug`, `info`, `warn` or `error`. Any
 * other value means `debug`. The log is written to stderr, because stdout may be the output of a program.
 */
export const environmentLogger = (): Logger | undefined => {
  const level = variable('CODEX_RX_LOG');
  if (typeof level !== 'string' || level === '' || level === 'off') return undefined;
  const lowest = isLogLevel(level) ? level : 'debug';
  const logger = loggers.get(lowest) ?? logAbove(lowest, writeToStderr);
  loggers.set(lowest, logger);
  return logger;
};
