import { COMMANDS, FLAGS, type Flag } from './flags.js';
import { PROVIDERS } from './providers.js';

const line = (left: string, right: string): string => `  ${left.padEnd(23)} ${right}`;

const flagLine = ({ name, short, value, help }: Flag): string =>
  line(`${short === undefined ? '   ' : `-${short},`} --${name}${value === undefined ? '' : ` ${value}`}`, help);

const providerLine = ([name, { key }]: readonly [string, { readonly key?: string | undefined }]): string =>
  line(name, key === undefined ? 'no key' : `$${key}`);

/** The text that `--help` prints. */
export const HELP = `codex-rx "prompt"          streams a model's answer to the terminal
git diff | codex-rx "…"    appends what is piped in to the prompt, or puts it in place of "-"

Commands:
${Object.entries(COMMANDS)
  .map(([name, help]) => line(name, help))
  .join('\n')}

Flags:
${FLAGS.map(flagLine).join('\n')}

Without "-", the command waits 30 s for the first text of a pipe (3 s if stdin is neither a pipe nor
a file); with "-", as long as it takes. "codex-rx -- models" sends the word "models" as a prompt.

Providers, and where their key is read from:
${Object.entries(PROVIDERS).map(providerLine).join('\n')}

Without --provider and --base-url the prompt goes to OpenAI if there is a key, else to a scripted
server that runs on this machine. The key is sent with OPENAI_ORGANIZATION and OPENAI_PROJECT where
they are set. Text goes to stdout, everything else to stderr; NO_COLOR turns colours off.
CODEX_RX_LOG=debug (info, warn, error) writes a log of every request, without secrets.

Exit codes: 0 answered, 1 the server reported an error, the answer to --schema is
not JSON or serve cannot listen, 2 wrong usage or options,
3 key missing, wrong or not allowed, 4 no connection, 5 timeout,
6 rate limit or quota, 7 the answer was interrupted, 8 a file could not be read, or the output
could not be written, 130 interrupted (Ctrl-C), 141 the output was closed.
`;
