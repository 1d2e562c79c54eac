import type { Either } from 'fp-ts/lib/Either.js';
import { parseArgs } from 'node:util';
import { left, right } from '#either';
import { FLAGS, type Flag } from './flags.js';

/** The values of the flags, by name. */
export type Values = Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>;

/** The arguments of a command line. */
export interface Arguments {
  readonly values: Values;
  readonly words: readonly string[];
  /** True if all words follow "--": the first one is then no command. */
  readonly isPrompt: boolean;
}

const flags: readonly Flag[] = FLAGS;
const OPTIONS = Object.fromEntries(
  flags.map((flag) => {
    const short = flag.short === undefined ? {} : { short: flag.short };
    const type = flag.value === undefined ? ('boolean' as const) : ('string' as const);
    return [flag.name, { type, multiple: flag.name === 'file', ...short }];
  }),
);

interface Given {
  readonly name: string;
  readonly rawName: string;
  readonly value?: string | undefined;
  readonly inlineValue?: boolean | undefined;
}

const isNumeric = ({ value }: Flag): boolean => value === 'MS' || value === 'N';

const faultOf = ({ name, rawName, value, inlineValue }: Given): string | undefined => {
  const flag = flags.find((known) => known.name === name);
  if (flag === undefined) return `there is no flag ${rawName}; a prompt that begins with a dash follows "--"`;
  if (flag.value === undefined) return value === undefined ? undefined : `${rawName} takes no value, got "${value}"`;
  if (value === undefined) return `${rawName} must be followed by a value (${flag.value})`;
  // A forgotten value would otherwise swallow the next flag. A negative number is reported with the limits of the flag.
  if (inlineValue === true || !/^-./s.test(value) || isNumeric(flag)) return undefined;
  return `${rawName} must be followed by a value (${flag.value}), got "${value}"; if that is the value, use --${name}=${value}`;
};

/** Divides a command line into flags and words. Returns a left with the error message if a flag is not valid. */
export const parseArguments = (args: readonly string[]): Either<string, Arguments> => {
  // Not strict: the messages of parseArgs have several lines, and advise calls of its own options.
  const { values, positionals, tokens } = parseArgs({
    args: [...args],
    options: OPTIONS,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  for (const token of tokens) {
    const fault = token.kind === 'option' ? faultOf(token) : undefined;
    if (fault !== undefined) return left(fault);
  }
  const first = tokens.find(({ kind }) => kind === 'positional' || kind === 'option-terminator');
  return right({ values, words: positionals, isPrompt: first?.kind === 'option-terminator' });
};
