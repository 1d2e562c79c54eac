// Reads every recorded stream of ../shared/streams with codex-rx and with other clients, and compares what they report.
// Each difference needs a row in differences.ts that names who is right and why; a row without a difference is stale.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { DIFFERENCES, type Difference } from './differences.js';
import { FACTS, type Fact, type Reader, type Reading, type Wire } from './Reading.js';
import { ai } from './readers/ai.js';
import { openai } from './readers/openai.js';
import { rx } from './readers/rx.js';

const shared = resolve('../shared/streams');
const FOLDERS: Readonly<Record<string, Wire>> = {
  responses: 'responses',
  chat: 'chat',
  anthropic: 'messages',
  gemini: 'gemini',
};
const OTHERS: Readonly<Record<Difference['client'], Reader>> = { openai, ai };

interface Found {
  readonly client: Difference['client'];
  readonly file: string;
  readonly fact: Fact;
  readonly ours: unknown;
  readonly theirs: unknown;
}

const isListed = ({ client, file, fact }: Found, row: Difference): boolean =>
  row.client === client && row.facts.includes(fact) && row.files.some((name) => file.startsWith(name));

const compare = (client: Difference['client'], file: string, ours: Reading, theirs: Reading): readonly Found[] =>
  FACTS.filter((fact) => !isDeepStrictEqual(ours[fact], theirs[fact])).map((fact) => ({
    client,
    file,
    fact,
    ours: ours[fact],
    theirs: theirs[fact],
  }));

const excerpt = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 300));

const run = async (): Promise<void> => {
  const found: Found[] = [];
  const counts = new Map<string, number>();
  for (const [folder, wire] of Object.entries(FOLDERS))
    for (const name of readdirSync(join(shared, folder)).filter((each) => each.endsWith('.sse'))) {
      const file = `${folder}/${name}`;
      const bytes = new Uint8Array(readFileSync(join(shared, file)));
      const ours = await rx[wire](bytes);
      for (const client of ['openai', 'ai'] as const) {
        const theirs = await OTHERS[client][wire]?.(bytes);
        if (theirs === undefined) continue;
        counts.set(`${client} ${wire}`, (counts.get(`${client} ${wire}`) ?? 0) + 1);
        found.push(...compare(client, file, ours, theirs));
      }
    }
  const unlisted = found.filter((each) => !DIFFERENCES.some((row) => isListed(each, row)));
  for (const { client, file, fact, ours, theirs } of unlisted)
    console.log(
      `not listed: ${client}, ${file}, ${fact}\n  codex-rx: ${excerpt(ours)}\n  ${client}: ${excerpt(theirs)}`,
    );
  // A row is stale where a fact or a file of it shows no difference any more.
  const stale = DIFFERENCES.filter(
    (row) =>
      !row.facts.every((fact) => found.some((each) => each.fact === fact && isListed(each, row))) ||
      !row.files.every((name) => found.some((each) => each.file.startsWith(name) && isListed(each, row))),
  );
  for (const { client, facts, why } of stale) console.log(`stale: ${client}, ${facts.join()}: ${why}`);
  for (const [what, count] of counts) console.log(`${what}: ${count} streams`);
  for (const right of ['codex-rx', 'both', 'theirs'] as const) {
    const rows = DIFFERENCES.filter((row) => row.right === right);
    const differences = found.filter((each) => rows.some((row) => isListed(each, row)));
    console.log(`right: ${right}: ${differences.length} differences in ${rows.length} rows`);
  }
  console.log(`${found.length} differences, ${unlisted.length} not listed, ${stale.length} stale rows`);
  process.exitCode = unlisted.length + stale.length === 0 ? 0 : 1;
};

if (existsSync(shared)) await run();
else console.log('differential: skipped, there is no ../shared/streams here');
