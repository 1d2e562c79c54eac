// A client's process: does the one job that it was started with, tells its parent, and ends.
import { contenders } from '../contenders/index.js';
import type { Job, ReadJob, Report } from '../job.js';
import { measure } from './measure.js';
import { parallel } from './parallel.js';
import { repeat } from './repeat.js';
import { slow } from './slow.js';

const read = async ({ contender: name, setting, task }: ReadJob): Promise<Report> => {
  const started = performance.now();
  const open = await contenders.get(name)?.();
  if (open === undefined) throw new Error(`there is no contender "${name}"`);
  const load = performance.now() - started;
  const contender = await open(setting);
  if ('type' in contender) return contender;
  if (task.type === 'repeat') return repeat(contender, task, load);
  if (task.type === 'slow') return slow(contender, task);
  const warmUp = await open(task.warmUp);
  if ('type' in warmUp) return warmUp;
  await measure(warmUp);
  return parallel(contender, task);
};

const perform = async (job: Job): Promise<Report> =>
  job.type === 'read' ? read(job) : (await import('./operator.js')).measureOperator(job);

const isJob = (json: unknown): json is Job => typeof json === 'object' && json !== null && 'type' in json;

// The parent has ended, however it did.
process.once('disconnect', () => process.exit());
const job: unknown = JSON.parse(process.argv[2] ?? 'null');
if (!isJob(job)) throw new Error('a client process is started by the benchmark, with a job');
const report = await perform(job);
process.send?.(report, () => process.exit());
