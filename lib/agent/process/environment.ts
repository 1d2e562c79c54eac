import { secretsOfUrl } from '../../telemetry/secretsOf.js';
import type { CodexOptions } from '../options/CodexOptions.js';

/** The environment of a program. */
export type Environment = Readonly<Record<string, string>>;

/** The variable with which the program names its caller to the server. */
const ORIGINATOR = 'CODEX_INTERNAL_ORIGINATOR_OVERRIDE';

/** Parts of the names of variables and settings that hold secrets. */
const SECRET_NAME =
  /(?:^|[_.-]|api|access|secret|private|signing|encryption)keys?(?:$|[_.\d-])|token(?!s)|secret|passw|passphrase|pwd$|_pass$|^pass$|auth|credential|cookie|jwt|bearer|signature|connection_?string|dsn$|webhook/i;
/** The folders that end in `PWD` are no passwords. */
const FOLDERS: ReadonlySet<string> = new Set(['PWD', 'OLDPWD']);
/** The beginnings of keys that are recognized under any name. */
const KEY_VALUE = /^(?:sk-|pk-|rk-|ghp_|gho_|ghs_|github_pat_|glpat-|xox[abprs]-|akia|asia|aiza|hf_|npm_|eyj)/i;
/** A setting of the program: `name.of.it="value"`. */
const SETTING = /^([\w.-]+)=(.*)$/s;

const isSecret = (name: string, value: string): boolean =>
  (SECRET_NAME.test(name) && !FOLDERS.has(name)) || KEY_VALUE.test(value);

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
 * Lists the secrets that a program is given and may repeat: the values of variables and settings whose names contain
 * `key`, `token`, `password` etc., values that look like keys, and the credentials in addresses.
 *
 * @param args the arguments of the program. Every user of the machine can read them.
 */
export const secretsIn = (environment: Environment, args: readonly string[] = []): readonly string[] => [
  ...Object.entries(environment).flatMap(([name, value]) => {
    if (isSecret(name, value)) return [value];
    return value.includes('://') ? secretsOfUrl(value) : [];
  }),
  ...args.flatMap((argument) => {
    const [, name = '', value = ''] = SETTING.exec(argument) ?? [];
    const plain = value.replace(/^["']|["']$/g, '');
    // A table, such as that of HTTP headers, is one value: each of its texts may be the secret.
    const texts = [...value.matchAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'/g)].map(
      ([, double, single]) => double ?? single ?? '',
    );
    return isSecret(name, plain) ? [plain, ...texts] : texts.filter((text) => KEY_VALUE.test(text));
  }),
];
