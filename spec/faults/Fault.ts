import type { ApiError, AuthProvider, ProviderOptions, ResponseEvent } from 'codex-rx';
import type { RecordedTelemetry } from 'codex-rx/testing';
import type { Exchange } from './server/Exchange.js';
import type { FaultServer } from './server/FaultServer.js';
import type { TransportName } from './transports.js';
import { TEXT, type Wire } from './wires.js';

/** What came of a row. */
export interface Played {
  readonly events: readonly ResponseEvent[];
  readonly error: ApiError | undefined;
  readonly telemetry: RecordedTelemetry;
  readonly server: FaultServer;
}

/**
 * How a row ends: `complete`, `incomplete`, `left` where the consumer left; or how its error is told apart: `network`,
 * `timeout`, `http 500`, or the `type` of an `ApiError` that is no `transport`.
 */
export type Ending = string;

/** What is looked at when a row is over. */
export type Check = (played: Played, wire: Wire) => void;

/** What a row must come to. */
export interface Expectation {
  readonly end: Ending;
  /** What the message of the error must say. */
  readonly says?: RegExp;
  /**
   * How many requests the server must have seen, with any transport or by its name: a number, or the least and the most.
   * Default 1.
   */
  readonly requests?: number | Readonly<Record<TransportName, number | readonly [least: number, most: number]>>;
  /** The text that the consumer must have. Default: all of it on success, none after a failure. */
  readonly text?: string | RegExp;
  /** The waits before retries, in milliseconds, as they were told to telemetry; each exact, or a range. */
  readonly delays?: readonly (number | readonly [least: number, most: number])[];
  /** The most that the server may have been able to send, in MiB: a client that reads on would take more. */
  readonly sent?: number;
  /** Whatever else must hold. */
  readonly check?: Check;
}

/** A row of the suite: what the server does, and what must come of it. */
export interface Fault {
  /** Called for every request. */
  readonly play: (exchange: Exchange, wire: Wire) => void | Promise<void>;
  readonly expect: Expectation | ((wire: Wire) => Expectation);
  /** Options of the provider that differ from the suite's: two retries, short waits. */
  readonly provider?: Partial<ProviderOptions>;
  /** Answers as soon as the head of the request is there. */
  readonly early?: boolean;
  /** Resets every connection as soon as it is made. */
  readonly refuses?: boolean;
  readonly tls?: boolean;
  /** Where the client goes instead of the server's own address. */
  readonly address?: (server: FaultServer) => string | Promise<string>;
  readonly prompt?: string;
  readonly auth?: AuthProvider;
  /** How often the client asks, one after the other; all must come to the same. Default 1. */
  readonly calls?: number;
  /** The consumer leaves after so many events. */
  readonly leaveAfter?: number;
  /** The signal that the request is made with, by its time in milliseconds. */
  readonly deadline?: number;
  /** How much memory the row may take beyond what was there before it, in MiB. Default 64. */
  readonly memory?: number;
  /** What differs over one API, e.g. where only the end of the body ends an answer. */
  readonly over?: Partial<Record<Wire['name'], Partial<Fault>>>;
}

/** Rows by the names of the catalogue; a second row of a name bears a word in brackets. */
export type Faults = Readonly<Record<string, Fault>>;

/** Ends well, with the whole text unless it says otherwise. */
export const completes = (more: Partial<Expectation> = {}): Expectation => ({ end: 'complete', text: TEXT, ...more });

/** Ends with an error. */
export const fails = (end: Ending, more: Partial<Expectation> = {}): Expectation => ({ end, text: '', ...more });

/** One expectation for each wire. */
export const perWire = (expectations: Readonly<Record<Wire['name'], Expectation>>) => (wire: Wire) =>
  expectations[wire.name];
