import { fetchTransport, type HttpTransport } from 'codex-rx';
import * as node from 'codex-rx/node';

type MakeTransport = () => HttpTransport;
const isMaker = (value: unknown): value is MakeTransport => typeof value === 'function';

// Over node:http where this version has it: the whole suite runs over every transport that there is.
const overHttp: unknown = Reflect.get(node, 'httpTransport');

/** The transports that the faults are played to. */
export const transports: Readonly<Record<string, MakeTransport>> = {
  fetchTransport,
  ...(isMaker(overHttp) ? { httpTransport: overHttp } : {}),
};
