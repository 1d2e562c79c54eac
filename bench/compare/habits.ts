import type { Fault } from '../address.js';
import type { Bench, Round } from '../Bench.js';
import type { Leave, LeaveReport, Setting, WatchReport, Wire } from '../job.js';
import { BEFORE, DELTAS } from '../server/playFault.js';
import { lengthOf } from '../server/wire.js';
import type { Table } from '../table.js';
import { cellOf, IDLE_TIMEOUT, LINGER, outcomeOf, patienceOf, releaseOf, WATCHED } from './habitWords.js';

/** No clients, and variants that have the habits of their neighbours. */
const BARS = new Set(['limit', 'limit-http']);
const SAME = new Set([...BARS, 'rx-routed', 'rx-http', 'rx-http-iter']);

const namesOf = ({ options: { clients, clientsGiven } }: Bench): readonly string[] =>
  clients.filter((name) => !(clientsGiven ? BARS : SAME).has(name));

const watchEach = (bench: Bench, wire: Wire, fault: Fault): Promise<Round<WatchReport>> => {
  const what = `habits, ${wire}: ${fault}`;
  return bench.round(what, namesOf(bench), async (contender) => {
    const warmUp = await bench.settingOf({ wire, cut: 'evt', deltas: DELTAS, size: 0 });
    const setting = { ...bench.faultSettingOf(wire, fault), idleTimeout: IDLE_TIMEOUT };
    const task = { type: 'watch', limit: WATCHED, warmUp } as const;
    const report = await bench.measure(what, { type: 'read', contender, setting, task });
    return report?.type === 'watch' ? report : undefined;
  });
};

interface Left {
  readonly report: LeaveReport;
  /** When the server saw the connection close. */
  readonly at: number;
}

const leaveEach = (bench: Bench, wire: Wire, leave: Leave): Promise<Round<Left>> => {
  const what = `habits, ${wire}: leaves (${leave})`;
  // Its own limit, which is longer than this takes: who leaves must not be ended by a clock.
  const setting: Setting = bench.faultSettingOf(wire, 'silence');
  return bench.round(what, namesOf(bench), async (contender) => {
    const task = { type: 'leave', leave, deltas: BEFORE, linger: LINGER } as const;
    const ending = bench.nextEnding();
    const report = await bench.measure(what, { type: 'read', contender, setting, task });
    if (report?.type !== 'leave') return undefined;
    return { report, at: report.leftAt === undefined ? NaN : (await ending).at };
  });
};

const silenceTable = async (bench: Bench, wire: Wire): Promise<Table> => {
  const noHead = await watchEach(bench, wire, 'no-head');
  const silence = await watchEach(bench, wire, 'silence');
  const own = await leaveEach(bench, wire, 'own');
  const broken = await leaveEach(bench, wire, 'break');
  const closed = ({ report, at }: Left): string => releaseOf(report, at, LINGER);
  return {
    title: `habits, ${wire}: a silent server, and a limit of ${IDLE_TIMEOUT} ms; a consumer that leaves, and the server that sees it`,
    words: true,
    head: [
      'client',
      'option',
      'no head',
      'silent after two deltas',
      'left by',
      'closed after',
      'left at a delta: closed after',
    ],
    rows: namesOf(bench).map((name) => [
      name,
      cellOf(silence, name, ({ limitedBy }) => limitedBy ?? 'none'),
      cellOf(noHead, name, patienceOf),
      cellOf(silence, name, patienceOf),
      cellOf(own, name, ({ report }) => report.leftBy),
      cellOf(own, name, closed),
      cellOf(broken, name, closed),
    ]),
  };
};

const FAULTS: Readonly<Record<Wire, ReadonlyMap<Fault, string>>> = {
  responses: new Map([
    ['reset', 'connection reset'],
    ['early-end', 'body ends early'],
    ['error', 'error event'],
    ['nested-error', 'error event, nested'],
    ['keepalive', 'data: : keepalive'],
  ]),
  chat: new Map([
    ['reset', 'connection reset'],
    ['early-end', 'body ends early'],
    ['error', 'error object'],
    ['keepalive', 'data: : keepalive'],
    ['one-index', 'two calls, one index'],
  ]),
};

const faultTable = async (bench: Bench, wire: Wire): Promise<Table> => {
  const whole = lengthOf({ wire, cut: 'evt', deltas: DELTAS, size: 0 });
  const rounds: Round<WatchReport>[] = [];
  for (const fault of FAULTS[wire].keys()) rounds.push(await watchEach(bench, wire, fault));
  return {
    title: `habits, ${wire}: what comes of it after two deltas of ${DELTAS}`,
    words: true,
    head: ['client', ...FAULTS[wire].values()],
    rows: namesOf(bench).map((name) => [
      name,
      ...rounds.map((round) => cellOf(round, name, (report) => outcomeOf(report, whole))),
    ]),
  };
};

/** What clients do when an answer does not go well. No figures: what each did, in a few words. */
export const habits = async (bench: Bench): Promise<readonly Table[]> => {
  const tables: Table[] = [];
  for (const wire of ['responses', 'chat'] as const)
    tables.push(await silenceTable(bench, wire), await faultTable(bench, wire));
  return tables;
};
