import { Socket } from 'node:net';
import type { CodeBlock } from './codeBlocks.js';

/** Guard of the network while a block runs. */
export interface NetworkGuard {
  /** Rejects at the first connection to another machine, with a sentence that names the block and the address. */
  readonly refused: Promise<never>;
  /** Allows all connections again. */
  readonly restore: () => void;
}

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[?::1\]?)$/;

const property = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;

/** Reads the address from the arguments of `Socket.connect`; undefined for a local pipe. */
const addressIn = ([first, second]: readonly unknown[]):
  { readonly host: string; readonly port: string } | undefined => {
  // `net.connect` passes its arguments on as one list.
  const options: unknown = Array.isArray(first) ? first[0] : first;
  const isPipe = property(options, 'path') !== undefined || (typeof options === 'string' && !/^\d+$/.test(options));
  if (isPipe) return undefined;
  const host = property(options, 'host') ?? second;
  return {
    host: typeof host === 'string' ? host : 'localhost',
    port: String(property(options, 'port') ?? options),
  };
};

/**
 * Refuses connections to other machines until `restore` is called: sockets to an address that is not loopback are
 * destroyed before the name is looked up. This covers `fetch`, `node:http`, `node:https` and WebSockets, which all
 * connect through `net.Socket`.
 */
export const refuseNetwork = ({ file, line }: CodeBlock): NetworkGuard => {
  const connect: unknown = Reflect.get(Socket.prototype, 'connect');
  if (typeof connect !== 'function') throw new Error('net.Socket has no function connect');
  let refuse: (error: Error) => void = () => undefined;
  const refused = new Promise<never>((_, reject) => (refuse = reject));
  refused.catch(() => undefined); // the block may have failed by itself before

  const guarded = function (this: Socket, ...args: readonly unknown[]): unknown {
    const address = addressIn(args);
    if (address === undefined || LOOPBACK.test(address.host)) return Reflect.apply(connect, this, args);
    const error = new Error(
      `the example at ${file}:${line} connects to ${address.host}:${address.port}; examples must use the scripted server: pass \`server.baseUrl\`, a preset, or a virtual transport`,
    );
    refuse(error);
    setImmediate(() => this.destroy(error)); // the caller adds its listeners after `connect`
    return this;
  };
  Reflect.set(Socket.prototype, 'connect', guarded);
  return { refused, restore: () => void Reflect.set(Socket.prototype, 'connect', connect) };
};
