// Builds what is measured, then runs the measurement with plain Node.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { prepare } from '../prepare.js';

prepare();
const main = fileURLToPath(new URL('../dist/relays/main.js', import.meta.url));
const { status } = spawnSync(process.execPath, [main, ...process.argv.slice(2)], { stdio: 'inherit' });
process.exitCode = status ?? 1;
