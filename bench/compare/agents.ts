import type { Bench, Round } from '../Bench.js';
import type { Leave, LeaveReport, WatchReport } from '../job.js';
import type { Table } from '../table.js';
import { cellOf, IDLE_TIMEOUT, LINGER, outcomeOf, patienceOf, releaseOf, WATCHED } from './habitWords.js';
import { playProgram, PROGRAM, type Played, type Steps } from '../sections/playProgram.js';

const AGENTS = ['agent', 'agent-iter', 'codex-sdk'];
const SHORT = 100;
const LONG = 2 ** 20;

const BEGUN: Steps = [
  { line: { type: 'thread.started', thread_id: 'thread_1' } },
  { line: { type: 'turn.started' } },
  { line: { type: 'item.completed', item: { id: 'item_0', type: 'agent_message', text: 'Hi' } } },
];
const SILENT: Steps = [...BEGUN, { hang: true }];
const BROKEN_OFF: Steps = [...BEGUN, { exit: 0 }];
const UNREAD: Steps = [{ unread: true }, { stderr: 'Not logged in' }, { exit: 1 }];

const watchEach = (bench: Bench, name: string, steps: Steps, prompt: number): Promise<Round<WatchReport>> => {
  const what = `agents: ${name}`;
  return bench.round(what, AGENTS, async (agent) => {
    const { result } = await playProgram(steps, (env) => {
      const task = { type: 'watch', limit: WATCHED } as const;
      return bench.measure(what, {
        type: 'agent',
        agent,
        program: PROGRAM,
        env,
        prompt,
        idleTimeout: IDLE_TIMEOUT,
        task,
      });
    });
    return result?.type === 'watch' ? result : undefined;
  });
};

const leaveEach = (bench: Bench, leave: Leave): Promise<Round<Played<LeaveReport>>> => {
  const what = `agents: leaves (${leave})`;
  return bench.round(what, AGENTS, async (agent) => {
    const { result, goneAt } = await playProgram(SILENT, (env) => {
      const task = { type: 'leave', leave, deltas: 1, linger: LINGER } as const;
      // Longer than this takes: who leaves must not be ended by a clock.
      return bench.measure(what, {
        type: 'agent',
        agent,
        program: PROGRAM,
        env,
        prompt: SHORT,
        idleTimeout: 60_000,
        task,
      });
    });
    return result?.type === 'leave' ? { result, goneAt } : undefined;
  });
};

/** What clients of the `codex` program do when a turn does not go well. */
export const agents = async (bench: Bench): Promise<readonly Table[]> => {
  const silent = await watchEach(bench, 'silent', SILENT, SHORT);
  const brokenOff = await watchEach(bench, 'exits in the middle', BROKEN_OFF, SHORT);
  const unread = await watchEach(bench, 'exits before it reads the prompt', UNREAD, LONG);
  const own = await leaveEach(bench, 'own');
  const broken = await leaveEach(bench, 'break');
  const gone = ({ result, goneAt }: Played<LeaveReport>): string => releaseOf(result, goneAt, LINGER);
  const outcome = (report: WatchReport): string => outcomeOf(report, Infinity);
  return [
    {
      title: `agents: a silent program, and a limit of ${IDLE_TIMEOUT} ms; one that exits; a consumer that leaves, and the program that ends`,
      words: true,
      head: [
        'client',
        'option',
        'silent in a turn',
        'exits with 0 in a turn',
        'exits with 1, 1 MiB of prompt unread',
        'left by',
        'gone after',
        'left at an event: gone after',
      ],
      rows: AGENTS.map((name) => [
        name,
        cellOf(silent, name, ({ limitedBy }) => limitedBy ?? 'none'),
        cellOf(silent, name, patienceOf),
        cellOf(brokenOff, name, outcome),
        cellOf(unread, name, outcome),
        cellOf(own, name, ({ result }) => result.leftBy),
        cellOf(own, name, gone),
        cellOf(broken, name, gone),
      ]),
    },
  ];
};
