// Plays 10 000 generated conversations against the strict servers. HISTORY_SEED repeats a run, HISTORY_RUNS changes the
// number of conversations.
import { spawnSync } from 'node:child_process';

const mocha = ['node_modules/mocha/bin/mocha.js', '--config', 'spec/history/mocharc.json'];
const env = { HISTORY_RUNS: '10000', ...process.env };
const { status } = spawnSync(process.execPath, mocha, { stdio: 'inherit', env });
process.exitCode = status ?? 1;
