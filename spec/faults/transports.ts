import { fetchTransport } from 'codex-rx';
import { httpTransport } from 'codex-rx/node';

/** The transports that the faults are played to. */
export const transports = { fetchTransport, httpTransport } as const;
export type TransportName = keyof typeof transports;
