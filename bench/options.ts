import { parseArgs } from 'node:util';
import { CONTENDERS, LIMIT } from './contenderNames.js';
import { LONG_SECTIONS, SECTIONS, type SectionName } from './sections/names.js';

/** What the command line asks for. */
export interface Options {
  /** Undefined: each section's own number. */
  readonly rounds: number | undefined;
  readonly only: readonly SectionName[];
  readonly clients: readonly string[];
  /** Whether the contenders were named: a section that leaves the slow ones out then does not. */
  readonly clientsGiven: boolean;
  /** Undefined: each section's own sizes. */
  readonly events: number | undefined;
  readonly quick: boolean;
  /** A version that npm can install, or the path of a program. Undefined: the Node that runs the benchmark. */
  readonly node: string | undefined;
  /** Where the results go as JSON, if anywhere. */
  readonly json: string | undefined;
}

const list = (entries: ReadonlyMap<string, string>): string =>
  [...entries].map(([name, text]) => `  ${name.padEnd(15)} ${text}`).join('\n');

export const HELP = `npm run bench -- [options]

Measures codex-rx against what one would use instead, over loopback HTTP, and prints tables.
Without options it takes about a quarter of an hour. bench/README.md says how to read the tables.

  --quick          one round of smaller answers, without concurrency and paced: under two
                   minutes, and rough
  --only NAMES     these sections, with commas between
  --clients NAMES  these contenders; ${LIMIT} is always there, for the ratios are to it
  --rounds N       rounds of every section (more rounds, narrower ranges; 7 is good)
  --events N       deltas of an answer in section burst (default 20000 and 100000)
  --node VERSION   clients run on this version, taken from npm (24), or a path
  --json FILE      write every measurement to this file too
  --help           this text

Sections:
${list(SECTIONS)}

Contenders:
${list(CONTENDERS)}
`;

/** The command line is not as expected; the message is for people. */
export class UsageError extends Error {}

const count = (name: string, text: string | undefined): number | undefined => {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new UsageError(`--${name} takes a whole number above 0, not "${text}"`);
  return Number(text);
};

/** The named ones, in the order of `known`. */
const choose = <K extends string>(
  flag: string,
  text: string | undefined,
  known: ReadonlyMap<K, string>,
): readonly K[] => {
  const names = [...known.keys()];
  if (text === undefined) return names;
  const asked = text.split(',').map((name) => name.trim());
  const odd = asked.find((name) => !names.some((one) => one === name));
  if (odd !== undefined) throw new UsageError(`--${flag} knows no "${odd}"; it takes ${names.join(', ')}`);
  return names.filter((name) => asked.includes(name));
};

const FLAGS = {
  quick: { type: 'boolean', default: false },
  only: { type: 'string' },
  clients: { type: 'string' },
  rounds: { type: 'string' },
  events: { type: 'string' },
  node: { type: 'string' },
  json: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

const parse = (args: readonly string[]) => {
  try {
    return parseArgs({ args: [...args], options: FLAGS }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
};

/** Reads a command line; throws a `UsageError` where it is not as expected. */
export const readOptions = (args: readonly string[]): Options | 'help' => {
  const values = parse(args);
  if (values.help) return 'help';
  const sections = choose('only', values.only, SECTIONS);
  const clients = choose('clients', values.clients, CONTENDERS);
  return {
    rounds: count('rounds', values.rounds),
    only: values.quick && values.only === undefined ? sections.filter((name) => !LONG_SECTIONS.has(name)) : sections,
    clients: clients.includes(LIMIT) ? clients : [LIMIT, ...clients],
    clientsGiven: values.clients !== undefined,
    events: count('events', values.events),
    quick: values.quick,
    node: values.node,
    json: values.json,
  };
};
