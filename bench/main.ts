// The benchmark: `npm run bench -- --help`.
import { writeFileSync } from 'node:fs';
import { Bench } from './Bench.js';
import { describeRun } from './machine.js';
import { HELP, readOptions, UsageError, type Options } from './options.js';
import { nodeProgram, prepare } from './prepare.js';
import { startServer } from './processes.js';
import { agents } from './compare/agents.js';
import { burst } from './sections/burst.js';
import { connections } from './sections/connections.js';
import { concurrency, paced, trickle } from './sections/concurrency.js';
import { firstEvent } from './sections/firstEvent.js';
import { habits } from './compare/habits.js';
import { memory } from './sections/memory.js';
import type { SectionName } from './sections/names.js';
import { open } from './sections/open.js';
import { operators } from './sections/operators.js';
import { short } from './sections/short.js';
import { size } from './compare/size.js';
import { formatTable, type Table } from './table.js';

const RUN: Readonly<Record<SectionName, (bench: Bench) => Promise<readonly Table[]>>> = {
  burst,
  short,
  open,
  connections,
  concurrency,
  paced,
  trickle,
  'first-event': firstEvent,
  memory,
  operators,
  habits,
  agents,
  size,
};

const print = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

const measureAll = async (options: Options, args: readonly string[]): Promise<void> => {
  const node = nodeProgram(options.node);
  prepare();
  const bench = new Bench(options, await startServer(), node);
  const about = describeRun(node, args);
  print(`${about.join('\n')}\n`);
  const tables: Table[] = [];
  for (const name of options.only) {
    for (const table of await RUN[name](bench)) {
      tables.push(table);
      print(formatTable(table));
    }
  }
  for (const [name, reason] of bench.missing) print(`skipped: ${name}, for ${reason}`);
  const { json } = options;
  if (json !== undefined) writeFileSync(json, JSON.stringify({ about, tables, measurements: bench.measurements }));
};

const messagesOf = (error: unknown): string =>
  error instanceof Error
    ? [error.message, ...(error.cause === undefined ? [] : [messagesOf(error.cause)])].join(': ')
    : String(error);

const args = process.argv.slice(2);
try {
  const options = readOptions(args);
  if (options === 'help') print(HELP);
  else await measureAll(options, args);
  process.exit(0); // the server runs as long as this process does
} catch (error) {
  process.stderr.write(`${messagesOf(error)}\n`);
  process.exit(error instanceof UsageError ? 2 : 1);
}
