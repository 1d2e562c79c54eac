// A client's process: does the one job that it was started with, tells its parent, and ends.
import { contenders } from '../contenders/index.js';
import { agents } from '../contenders/agents.js';
import type { AgentJob, Job, ReadJob, Report } from '../job.js';
import { measure } from './measure.js';
import { meet } from './meet.js';
import { parallel } from './parallel.js';
import { repeat } from './repeat.js';
import { short } from './short.js';
import { slow } from './slow.js';
import { weigh } from './weigh.js';

const read = async ({ contender: name, setting, task }: ReadJob): Promise<Report> => {
  const started = performance.now();
  const open = await contenders.get(name)?.();
  if (open === undefined) throw new Error(`there is no contender "${name}"`);
  const load = performance.now() - started;
  const contender = await open(setting);
  if ('type' in contender) return contender;
  if (task.type === 'repeat') return repeat(contender, task, load);
  if (task.type === 'short') return short(contender, task);
  if (task.type === 'open') return weigh(contender, task);
  if (task.type === 'slow') return slow(contender, task);
  if (task.type === 'leave') return meet(contender, task);
  if (task.warmUp !== undefined) {
    const warmUp = await open(task.warmUp);
    if ('type' in warmUp) return warmUp;
    await measure(warmUp);
  }
  return task.type === 'watch' ? meet(contender, task) : parallel(contender, task);
};

const runAgent = async ({ agent: name, task, ...run }: AgentJob): Promise<Report> => {
  const open = await agents.get(name)?.();
  if (open === undefined) throw new Error(`there is no client of the program "${name}"`);
  return meet(open(run), task);
};

const perform = async (job: Job): Promise<Report> => {
  if (job.type === 'read') return read(job);
  if (job.type === 'agent') return runAgent(job);
  return (await import('./operator.js')).measureOperator(job);
};

const isJob = (json: unknown): json is Job => typeof json === 'object' && json !== null && 'type' in json;

// The parent has ended, however it did.
process.once('disconnect', () => process.exit());
const job: unknown = JSON.parse(process.argv[2] ?? 'null');
if (!isJob(job)) throw new Error('a client process is started by the benchmark, with a job');
const report = await perform(job);
process.send?.(report, () => process.exit());
