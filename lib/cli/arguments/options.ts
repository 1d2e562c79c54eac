import type { Either } from 'fp-ts/lib/Either.js';
import { isLeft, left, right } from '#either';
import type { WireApi } from '../../provider/Provider.js';
import { parseArguments, type Values } from './parseArguments.js';
import { PROVIDERS } from './providers.js';
import { readSubcommand, type Shell } from './readSubcommand.js';

/** The destination of requests, and their limits. */
export interface Target {
  readonly model: string;
  /** The name of a known provider. If it is undefined, the provider is OpenAI, or a server with its API. */
  readonly provider: string | undefined;
  /** The base URL in place of the provider's own. */
  readonly baseUrl: string | undefined;
  readonly wire: WireApi | undefined;
  readonly apiKey: string | undefined;
  readonly organization: string | undefined;
  readonly project: string | undefined;
  /** The idle timeout, in milliseconds. */
  readonly idleTimeout: number | undefined;
  readonly retries: number | undefined;
  /** The file that the response is recorded to. */
  readonly record: string | undefined;
}

/** The content of requests, and the destination of the answer. */
export interface Request {
  /** Empty if the prompt is only what is piped in. */
  readonly prompt: string;
  /** True if "-" stands for the text that is piped in: it is waited for without a limit. */
  readonly awaitsPipe: boolean;
  readonly system: string | undefined;
  readonly files: readonly string[];
  readonly schema: string | undefined;
  readonly output: string | undefined;
  readonly json: boolean;
  readonly timeline: boolean;
}

/** A parsed command line. */
export type Command =
  | { readonly type: 'help' }
  | { readonly type: 'version' }
  | { readonly type: 'completion'; readonly shell: Shell }
  | { readonly type: 'convert'; readonly from: string; readonly to: string }
  | { readonly type: 'serve'; readonly port: number }
  | ({ readonly type: 'models' } & Target)
  | ({ readonly type: 'chat'; readonly system: string | undefined } & Target)
  | ({ readonly type: 'prompt' } & Target & Request);

type Environment = Readonly<Record<string, string | undefined>>;

/** The message for a command line without anything to send. */
export const MISSING_PROMPT = 'the prompt is missing; for example: codex-rx "Write a haiku about streams"';

/** The longest time that a timer can measure, in milliseconds. */
const LONGEST = 2 ** 31 - 1;

const set = (text: string | undefined): string | undefined => (text?.trim() ? text.trim() : undefined);
const textOf = (values: Values, name: string): string | undefined => {
  const value = values[name];
  return typeof value === 'string' ? value : undefined;
};

const wholeNumber = (values: Values, name: string, least: number, most: number): Either<string, number | undefined> => {
  const text = textOf(values, name);
  if (text === undefined) return right(undefined);
  const number = /^\d{1,10}$/.test(text) ? Number(text) : NaN;
  return number >= least && number <= most
    ? right(number)
    : left(`--${name} must be a whole number from ${least} to ${most}, got "${text}"`);
};

const wireOf = (name: string | undefined): Either<string, WireApi | undefined> =>
  name === undefined || name === 'responses' || name === 'chat' || name === 'messages' || name === 'gemini'
    ? right(name)
    : left(`--wire must be responses, chat, messages or gemini, got "${name}"`);

const urlOf = (values: Values, env: Environment): Either<string, string | undefined> => {
  const flag = set(textOf(values, 'base-url'));
  const url = flag ?? set(env['OPENAI_BASE_URL']);
  const name = flag === undefined ? 'OPENAI_BASE_URL' : '--base-url';
  return url === undefined || (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol))
    ? right(url)
    : left(`${name} must be a complete URL such as http://localhost:8080/v1`); // it may hold a password: not repeated
};

const targetOf = (values: Values, env: Environment): Either<string, Target> => {
  const provider = textOf(values, 'provider');
  // A name such as "constructor" is a member of every object.
  const known = provider !== undefined && Object.hasOwn(PROVIDERS, provider) ? PROVIDERS[provider] : undefined;
  if (provider !== undefined && known === undefined)
    return left(`--provider must be one of ${Object.keys(PROVIDERS).join(', ')}, got "${provider}"`);
  const idleTimeout = wholeNumber(values, 'idle-timeout', 1, LONGEST);
  const retries = wholeNumber(values, 'retries', 0, 100);
  const wire = wireOf(textOf(values, 'wire'));
  const baseUrl = urlOf(values, provider === undefined || provider === 'openai' ? env : {});
  if (isLeft(wire)) return wire;
  if (isLeft(idleTimeout)) return idleTimeout;
  if (isLeft(retries)) return retries;
  if (isLeft(baseUrl)) return baseUrl;
  const key = known === undefined ? 'OPENAI_API_KEY' : known.key;
  return right({
    model: set(textOf(values, 'model')) ?? set(env['CODEX_RX_MODEL']) ?? 'gpt-5.1',
    provider,
    baseUrl: baseUrl.right,
    wire: wire.right,
    apiKey: key === undefined ? undefined : set(env[key]),
    organization: set(env['OPENAI_ORGANIZATION']),
    project: set(env['OPENAI_PROJECT']),
    idleTimeout: idleTimeout.right,
    retries: retries.right,
    record: set(textOf(values, 'record')),
  });
};

const requestOf = (values: Values, words: readonly string[], isPiped: boolean): Either<string, Request> => {
  const text = words
    .filter((word) => word !== '-')
    .join(' ')
    .trim();
  const files = values['file'];
  if (text === '' && !isPiped && files === undefined) return left(MISSING_PROMPT);
  if (values['json'] === true && values['timeline'] === true)
    return left('--json and --timeline cannot be combined: both decide what is written');
  return right({
    prompt: text,
    awaitsPipe: words.includes('-'),
    system: set(textOf(values, 'system')),
    files: Array.isArray(files) ? files.filter((file): file is string => typeof file === 'string') : [],
    schema: set(textOf(values, 'schema')),
    output: set(textOf(values, 'output')),
    json: values['json'] === true,
    timeline: values['timeline'] === true,
  });
};

/**
 * Parses a command line. Returns a left with the error message if it is not valid.
 *
 * @param args the arguments without the program's name.
 * @param env the environment with the keys and the default base URL.
 * @param isPiped true if text is piped into the program.
 */
export const readCommand = (args: readonly string[], env: Environment, isPiped = false): Either<string, Command> => {
  const read = parseArguments(args);
  if (isLeft(read)) return read;
  const { values, words, isPrompt } = read.right;
  if (values['help'] === true) return right({ type: 'help' });
  if (values['version'] === true) return right({ type: 'version' });

  const subcommand = isPrompt ? undefined : readSubcommand(words);
  if (subcommand !== undefined && isLeft(subcommand)) return subcommand;
  const command = subcommand?.right;
  if (command?.type === 'completion' || command?.type === 'convert') return right(command);
  if (command?.type === 'serve') {
    const port = wholeNumber(values, 'port', 0, 65_535);
    return isLeft(port) ? port : right({ type: 'serve', port: port.right ?? 0 });
  }

  const target = targetOf(values, env);
  if (isLeft(target)) return target;
  if (command?.type === 'models') return right({ type: 'models', ...target.right });
  if (values['chat'] === true)
    return words.length === 0
      ? right({ type: 'chat', system: set(textOf(values, 'system')), ...target.right })
      : left('--chat reads its messages from the terminal: leave the prompt out');
  const request = requestOf(values, words, isPiped || words.includes('-'));
  return isLeft(request) ? request : right({ type: 'prompt', ...target.right, ...request.right });
};
