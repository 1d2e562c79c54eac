import type { Ending, Reply } from '../endpoints/Endpoint.js';
import type { BodyFault } from '../script/Script.js';

type FaultType = BodyFault['type'];

/** The faults for which half of a JSON body is sent. In a stream they send only some of the frames. */
const HALVES: ReadonlySet<FaultType | undefined> = new Set([
  'reset_mid_body',
  'stall_mid_body',
  'truncate',
  'malformed_frame',
]);

const ENDINGS: ReadonlyMap<FaultType | undefined, Ending> = new Map([
  ['reset_mid_body', 'reset'],
  ['stall_mid_body', 'open'],
  ['linger', 'open'],
]);

/**
 * Builds a reply with a JSON body and applies a fault to it: half of the body, or an error object with status 200.
 * Ignores the fault `incomplete`.
 */
export const jsonReply = (
  value: unknown,
  fault: BodyFault | undefined,
  headers: Readonly<Record<string, string>> = {},
): Reply => {
  const failed = fault?.type === 'error_event' || fault?.type === 'response_failed';
  const whole = JSON.stringify(failed ? { error: fault.error } : value);
  return {
    headers: { 'content-type': 'application/json', ...headers },
    pieces: [{ text: HALVES.has(fault?.type) ? whole.slice(0, whole.length / 2) : whole, isToken: false }],
    ending: ENDINGS.get(fault?.type) ?? 'end',
  };
};
