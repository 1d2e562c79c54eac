import type { CodexOptions } from '../options/CodexOptions.js';

/** The environment of a program. */
export type Environment = Readonly<Record<string, string>>;

/** The variable with which the program names its caller to the server. */
const ORIGINATOR = 'CODEX_INTERNAL_ORIGINATOR_OVERRIDE';

const SECRET_NAME = /(key|token|secret|password)$/i;

/** Removes undefined values: `spawn` would pass them on as the text "undefined". */
const defined = (environment: Readonly<Record<string, string | undefined>>): Environment =>
  Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
  );

/**
 * Builds the environment of the program. The key is passed here and not as an argument, because every user of the
 * machine can read arguments. Without a name of the caller, the server would attribute the usage to nobody.
 */
export const environmentOf = ({ apiKey, env = process.env }: Pick<CodexOptions, 'apiKey' | 'env'>): Environment => ({
  [ORIGINATOR]: 'codex_rx',
  ...defined(env),
  ...(apiKey === undefined ? {} : { CODEX_API_KEY: apiKey }),
});

/** Returns the `PATH` of an environment. Windows spells the name in any case. */
export const pathIn = (environment: Readonly<Record<string, string | undefined>>): string =>
  environment['PATH'] ?? Object.entries(environment).find(([name]) => name.toUpperCase() === 'PATH')?.[1] ?? '';

/**
 * Lists the secrets of an environment, which the program may repeat: values of variables named `…KEY`, `…TOKEN` etc.
 */
export const secretsIn = (environment: Environment): readonly string[] =>
  Object.entries(environment).flatMap(([name, value]) => (SECRET_NAME.test(name) ? [value] : []));
