import { isLogLevel, logAbove, type Logger } from '../provider/Logger.js';

const member = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;

const variable = (name: string): unknown => member(member(Reflect.get(globalThis, 'process'), 'env'), name);

/**
 * The logger that the environment asks for with `CODEX_RX_LOG`, where there is an environment (Node, Deno, Bun): from
 * `debug`, `info`, `warn` or `error` on; any other text but `off` means `debug`. Written to stderr: stdout may be a
 * program's output.
 */
export const environmentLogger = (): Logger | undefined => {
  const level = variable('CODEX_RX_LOG');
  if (typeof level !== 'string' || level === '' || level === 'off') return undefined;
  return logAbove(isLogLevel(level) ? level : 'debug', (grade, message) =>
    console.error(`codex-rx ${grade}: ${message}`),
  );
};
