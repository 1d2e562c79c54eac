import type { Either } from 'fp-ts/lib/Either.js';
import { parseArgs } from 'node:util';
import { isLeft, left, right } from '#either';
import { reasonOf } from '../protocol/errors/reasonOf.js';
import type { WireApi } from '../provider/Provider.js';

/** A parsed command line. */
export type Command =
  | { readonly type: 'help' }
  | { readonly type: 'serve'; readonly port: number }
  | {
      readonly type: 'prompt';
      readonly prompt: string;
      readonly model: string;
      /**
       * The base URL. If it is undefined, requests are sent to OpenAI if there is a key, and otherwise to the embedded
       * server.
       */
      readonly baseUrl: string | undefined;
      readonly wire: WireApi;
      readonly apiKey: string | undefined;
      readonly organization: string | undefined;
      readonly project: string | undefined;
      readonly json: boolean;
      readonly timeline: boolean;
      /** The idle timeout, in milliseconds. */
      readonly idleTimeout: number | undefined;
      readonly retries: number | undefined;
    };

/** The text that `--help` prints. */
export const HELP = `codex-rx "prompt"   streams a model's answer to the terminal
codex-rx serve      runs the scripted server alone, for your own experiments

With --base-url, OPENAI_BASE_URL or OPENAI_API_KEY the prompt goes to that provider.
With none of them it starts a scripted server on this machine and sends the prompt to it.

  --model NAME          the model (default gpt-5.1)
  --base-url URL        the provider's base URL (default $OPENAI_BASE_URL)
  --wire NAME           the API: responses (default) or chat
  --json                write every event as a line of JSON
  --timeline            draw the stream as a marble line while it runs;
                        the whole text follows at the end
  --idle-timeout MS     the longest time without an event, in milliseconds (default 300000)
  --retries N           retries before the first byte of an answer (default 4)
  --port N              serve: the port to listen on (default: a free one)
  --help                this text

The key is read from OPENAI_API_KEY, and sent with OPENAI_ORGANIZATION and
OPENAI_PROJECT where they are set. Text goes to stdout, everything else to stderr.
CODEX_RX_LOG=debug (info, warn, error) writes a log of every request, without secrets.

Exit codes: 0 answered, 1 the server reported an error, 2 wrong usage or options,
3 key missing, wrong or not allowed, 4 no connection, 5 timeout,
6 rate limit or quota, 7 the answer was interrupted, 130 interrupted (Ctrl-C),
141 the output was closed.
`;

const FLAGS = {
  model: { type: 'string', default: 'gpt-5.1' },
  'base-url': { type: 'string' },
  wire: { type: 'string', default: 'responses' },
  json: { type: 'boolean', default: false },
  timeline: { type: 'boolean', default: false },
  'idle-timeout': { type: 'string' },
  retries: { type: 'string' },
  port: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

const set = (text: string | undefined): string | undefined => (text?.trim() ? text.trim() : undefined);

/** Parses an integer, if one is given. The client checks its range. */
const wholeNumber = (name: string, text: string | undefined): Either<string, number | undefined> => {
  if (text === undefined) return right(undefined);
  return /^\d{1,10}$/.test(text)
    ? right(Number(text))
    : left(`--${name} must be a whole number of at most 10 digits, got "${text}"`);
};

const wireOf = (name: string): Either<string, WireApi> =>
  name === 'responses' || name === 'chat' || name === 'messages' || name === 'gemini'
    ? right(name)
    : left(`--wire must be responses, chat, messages or gemini, got "${name}"`);

const parse = (args: readonly string[]) => parseArgs({ args: [...args], options: FLAGS, allowPositionals: true });

const parsed = (args: readonly string[]): Either<string, ReturnType<typeof parse>> => {
  try {
    return right(parse(args));
  } catch (error) {
    return left(reasonOf(error));
  }
};

/**
 * Parses a command line. Returns a left with the error message if it is not valid.
 *
 * @param args the arguments without the program's name.
 * @param env the environment with the key and the default base URL.
 */
export const readCommand = (
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Either<string, Command> => {
  const read = parsed(args);
  if (isLeft(read)) return read;
  const { values, positionals } = read.right;
  if (values.help) return right({ type: 'help' });

  const port = wholeNumber('port', values.port);
  const idleTimeout = wholeNumber('idle-timeout', values['idle-timeout']);
  const retries = wholeNumber('retries', values.retries);
  const wire = wireOf(values.wire);
  if (isLeft(wire)) return wire;
  if (isLeft(port)) return port;
  if (isLeft(idleTimeout)) return idleTimeout;
  if (isLeft(retries)) return retries;

  const [first, ...rest] = positionals;
  if (first === 'serve' && rest.length === 0) return right({ type: 'serve', port: port.right ?? 0 });
  const prompt = positionals.join(' ').trim();
  if (prompt === '') return left('the prompt is missing; for example: codex-rx "Write a haiku about streams"');
  return right({
    type: 'prompt',
    prompt,
    model: values.model,
    baseUrl: set(values['base-url']) ?? set(env['OPENAI_BASE_URL']),
    wire: wire.right,
    apiKey: set(env['OPENAI_API_KEY']),
    organization: set(env['OPENAI_ORGANIZATION']),
    project: set(env['OPENAI_PROJECT']),
    json: values.json,
    timeline: values.timeline,
    idleTimeout: idleTimeout.right,
    retries: retries.right,
  });
};
