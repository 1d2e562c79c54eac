import type { Answer, Cut, Wire } from './job.js';

const isCut = (text: string): text is Cut => /^(big|evt|tiny|(paced|late)-\d+)$/.test(text);

const FAULTS = ['no-head', 'silence', 'reset', 'early-end', 'error', 'nested-error', 'keepalive', 'one-index'] as const;

/**
 * The fault of an answer. The server sends no head; falls silent after two deltas; resets the connection there; ends the
 * body there in the regular way; sends an error there, in either of two forms; sends a malformed line there and then
 * the rest; or sends two tool calls that have one index.
 */
export type Fault = (typeof FAULTS)[number];

const ENDPOINTS: ReadonlyMap<string, Wire> = new Map([
  ['responses', 'responses'],
  ['chat/completions', 'chat'],
]);

/** Returns the base URL of an answer. Its path holds the parameters of the answer. */
export const baseUrlOf = (port: number, { cut, deltas, size }: Answer, protocol: 'http' | 'https' = 'http'): string =>
  `${protocol}://127.0.0.1:${port}/${cut}/${deltas}/${size}/v1`;

/** Reads the answer that a URL names; undefined for any other URL. */
export const answerAt = (url: string): Answer | undefined => {
  const [, cut = '', deltas, size, , ...endpoint] = url.split('/');
  const wire = ENDPOINTS.get(endpoint.join('/'));
  if (!isCut(cut) || wire === undefined) return undefined;
  return { wire, cut, deltas: Number(deltas), size: Number(size) };
};

/** Returns the base URL of an answer with a fault. */
export const faultUrlOf = (port: number, fault: Fault): string => `http://127.0.0.1:${port}/${fault}/v1`;

/** Reads the API and the fault that a URL names; undefined for any other URL. */
export const faultAt = (url: string): { readonly wire: Wire; readonly fault: Fault } | undefined => {
  const [, name, , ...endpoint] = url.split('/');
  const wire = ENDPOINTS.get(endpoint.join('/'));
  const fault = FAULTS.find((one) => one === name);
  return fault === undefined || wire === undefined ? undefined : { wire, fault };
};
