import { baseUrlOf, faultUrlOf, type Fault } from './address.js';
import { HABITUAL, LIMIT } from './contenderNames.js';
import type { Answer, Ending, Job, Missing, Report, Setting, Wire } from './job.js';
import type { Options } from './options.js';
import { runClient, TimeLimitError, type Server } from './processes.js';
import { lengthOf } from './server/wire.js';
import { shuffled } from './statistics.js';

/** One measurement, as it goes into the JSON file. */
export interface Measurement {
  readonly what: string;
  readonly job: Job;
  readonly report: Report;
}

/** The results of one round, by the names of the contenders. */
export type Round<T> = ReadonlyMap<string, T>;

const nameIn = (job: Job): string => {
  if (job.type === 'read') return job.contender;
  return job.type === 'agent' ? job.agent : job.operator;
};

const lengthsIn = (report: Report): readonly number[] => {
  if (report.type === 'repeat') return [report.cold, ...report.warm].map(({ length }) => length);
  return report.type === 'parallel' || report.type === 'short' ? report.lengths : [];
};

/** A run of the benchmark: starts clients, checks that they read the whole answer, and keeps their reports. */
export class Bench {
  readonly measurements: Measurement[] = [];
  readonly missing = new Map<string, string>();
  readonly options: Options;
  readonly #server: Server;
  readonly #node: string;

  constructor(options: Options, server: Server, node: string) {
    this.options = options;
    this.#server = server;
    this.#node = node;
  }

  /** Prepares an answer on the server, and returns its address. */
  async settingOf(answer: Answer): Promise<Setting> {
    await this.#server.render(answer);
    return { baseUrl: baseUrlOf(this.#server.port, answer), wire: answer.wire };
  }

  /** Prepares an answer on the server, and returns its address over TLS. */
  async secureSettingOf(answer: Answer): Promise<Setting> {
    await this.#server.render(answer);
    return { baseUrl: baseUrlOf(this.#server.securePort, answer, 'https'), wire: answer.wire };
  }

  /** Returns the number of connections that were made since the last call. */
  connections(): Promise<number> {
    return this.#server.connections();
  }

  /** Returns the address of an answer with a fault. */
  faultSettingOf(wire: Wire, fault: Fault): Setting {
    return { baseUrl: faultUrlOf(this.#server.port, fault), wire };
  }

  nextEnding(): Promise<Ending> {
    return this.#server.nextEnding();
  }

  /**
   * Runs a job in a process of its own. Rejects with the contender's name if the job fails or the text is not complete.
   *
   * @param within its time limit, in milliseconds. Rejects with a `TimeLimitError` after it. Default: three minutes,
   * after which the benchmark fails.
   */
  async measure(
    what: string,
    job: Job,
    answer?: Answer,
    within?: number,
  ): Promise<Exclude<Report, Missing> | undefined> {
    const name = nameIn(job);
    const report = await runClient(job, this.#node, within).catch((error: unknown) => {
      throw error instanceof TimeLimitError && within !== undefined
        ? error
        : new Error(`${name} failed in ${what}`, { cause: error });
    });
    if (report.type === 'missing') {
      this.missing.set(name, report.reason);
      return undefined;
    }
    const sent = answer === undefined ? 0 : lengthOf(answer);
    const wrong = lengthsIn(report).find((length) => length !== sent);
    if (wrong !== undefined) throw new Error(`${name} read ${wrong} characters in ${what}; ${sent} were sent`);
    this.measurements.push({ what, job, report });
    return report;
  }

  /** Returns the contenders of a section: those that the options name, or those that it takes by default. */
  contenders(usual: (name: string) => boolean): readonly string[] {
    const { clients, clientsGiven } = this.options;
    return clients.filter((name) => name === LIMIT || clientsGiven || (usual(name) && !HABITUAL.has(name)));
  }

  /** Runs each contender once, in a random order. Those that are missing are left out. */
  async round<T>(
    what: string,
    names: readonly string[],
    once: (name: string) => Promise<T | undefined>,
  ): Promise<Round<T>> {
    process.stderr.write(`${what}\n`);
    const results = new Map<string, T>();
    for (const name of shuffled(names.filter((one) => !this.missing.has(one)))) {
      const result = await once(name);
      if (result !== undefined) results.set(name, result);
    }
    return results;
  }
}

/** Returns one measure of a contender from all rounds that it took part in. */
export const valuesOf = <T>(rounds: readonly Round<T>[], name: string, valueOf: (result: T) => number): number[] =>
  rounds.flatMap((round) => {
    const result = round.get(name);
    return result === undefined ? [] : [valueOf(result)];
  });

/** Returns one measure of a contender as multiples of that of `limit` in the same round. */
export const ratiosOf = <T>(rounds: readonly Round<T>[], name: string, valueOf: (result: T) => number): number[] =>
  rounds.flatMap((round) => {
    const [own, limit] = [round.get(name), round.get(LIMIT)];
    return own === undefined || limit === undefined ? [] : [valueOf(own) / valueOf(limit)];
  });
