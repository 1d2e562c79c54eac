import type { CodexOptions } from '../options/CodexOptions.js';

type Environment = Readonly<Record<string, string>>;

const SECRET_NAME = /(key|token|secret|password)$/i;

const ownEnvironment = (): Environment =>
  Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
  );

/** The environment of the program. The key is handed over here: arguments can be read by every user of the machine. */
export const environmentOf = ({ apiKey, env = ownEnvironment() }: CodexOptions): Environment =>
  apiKey === undefined ? env : { ...env, CODEX_API_KEY: apiKey };

/** What the program may repeat and nobody should read: the values of variables that are named as secrets are. */
export const secretsIn = (environment: Environment): readonly string[] =>
  Object.entries(environment).flatMap(([name, value]) => (SECRET_NAME.test(name) ? [value] : []));
