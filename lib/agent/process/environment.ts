import type { CodexOptions } from '../options/CodexOptions.js';

type Environment = Readonly<Record<string, string>>;

const SECRET_NAME = /(key|token|secret|password)$/i;

const ownEnvironment = (): Environment =>
  Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
  );

/**
 * Builds the environment of the program. The key is passed here and not as an argument, because every user of the
 * machine can read arguments.
 */
export const environmentOf = ({ apiKey, env = ownEnvironment() }: CodexOptions): Environment =>
  apiKey === undefined ? env : { ...env, CODEX_API_KEY: apiKey };

/**
 * Lists the secrets of an environment, which the program may repeat: values of variables named `…KEY`, `…TOKEN` etc.
 */
export const secretsIn = (environment: Environment): readonly string[] =>
  Object.entries(environment).flatMap(([name, value]) => (SECRET_NAME.test(name) ? [value] : []));
