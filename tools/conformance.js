// Runs the conformance runners of ../shared against the built package, where that folder is there.
//
// A vector fails this script unless it passes or is listed below with the reason why it does not; a listed vector that
// passes fails it too, so that the list cannot grow stale.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const KNOWN_FAILURES = new Map([
  ...['sr-006', 'sr-052', 'sn-02', 'cn-76', 'rtn-12'].map((id) => [
    id,
    'expects "retryable" of rate_limit_exceeded inside a stream; a rate limit is "rate_limit" wherever it is said',
  ]),
  ['sn-09', 'expects another kind of an unknown model inside a stream; that is "not_found", as it is over HTTP'],
  ['ws-07', 'expects another kind of usage_limit_reached in a frame; that is "quota_exceeded", as it is over HTTP'],
  ['sr-035', 'expects an error of a completion without an id; the answer is whole all the same'],
  ['sr-036', 'expects an error of a usage without a total; the total is the sum of its parts'],
  ['sr-078', 'expects "other" of a call whose arguments are an object; they are read as JSON text'],
  ...['it-08', 'it-10', 'pr-10'].map((id) => [id, 'expects nulls that nobody sent; servers refuse them']),
  ...['tl-01', 'tl-03'].map((id) => [id, 'expects a name beside function; strict servers refuse it']),
  ['tn-01', 'expects tools of other types to be dropped; they are sent as they are'],
  ['pc-02', 'sends reasoning that no item follows; it is left out of the history'],
  ['pc-03', 'sends a call without an output; it is left out of the history'],
  ['pc-19', 'sends reasoning that no item follows; it is left out of the history'],
  ['pc-24', 'sends a call without an output; it is left out of the history'],
  ['pc-11', 'expects text and call of one answer as two messages; what came as one message goes back as one'],
  ['pc-15', 'expects a picture in a tool message; it goes in a user message behind the results'],
  ['it-04', 'sends an output without its call; it is left out of the history'],
  ['itn-06', 'sends a call without an output; it is left out of the history'],
  ...['pr-03', 'pr-06', 'az-01', 'az-02', 'az-04', 'az-06', 'az-07'].map((id) => [
    id,
    'sends a message of the assistant without content; it is left out of the history, as vLLM refuses it',
  ]),
  [
    'au-03',
    'expects the prompt to be sent without a key that is not legal in a header; nothing is sent, with an error',
  ],
  ['fx-04', 'expects "stream" of a file that is missing; that is "file"'],
]);

const shared = resolve('../shared');
if (!existsSync(join(shared, 'vectors'))) {
  console.log('conformance: skipped, there is no ../shared/vectors here');
  process.exit(0);
}

const run = (script, ...args) =>
  spawnSync(process.execPath, [join(shared, 'vectors', script), '--lib', '.', ...args], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });

const folder = mkdtempSync(join(tmpdir(), 'conformance-'));
const report = join(folder, 'vectors.json');
try {
  run('run-vectors.mjs', '--file', join(shared, 'vectors/conformance.json'), '--json', report);
  const results = JSON.parse(readFileSync(report, 'utf8'));
  const failed = results.filter(({ id, status }) => status === 'failed' && !KNOWN_FAILURES.has(id));
  const healed = results.filter(({ id, status }) => status === 'passed' && KNOWN_FAILURES.has(id));
  for (const [id, reason] of KNOWN_FAILURES) console.log(`known: ${id}, ${reason}`);
  for (const { id } of healed) console.log(`${id} passes now: take it off the list in tools/conformance.js`);

  const streams = run('run-streams.mjs', '--chunk', '1,7,64,1460,whole');
  const others = ['tools/roundTrip.ts', 'tools/streams.ts', 'tools/marbleFiles.ts'].map((script) =>
    spawnSync(process.execPath, ['--import', 'tsx', script], { stdio: ['ignore', 'inherit', 'inherit'] }),
  );
  const scripts = [streams, ...others].filter(({ status }) => status !== 0);
  const bad = failed.length + healed.length + scripts.length;
  console.log(bad === 0 ? 'conformance: as expected' : `conformance: ${bad} unexpected`);
  process.exitCode = bad === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true });
}
