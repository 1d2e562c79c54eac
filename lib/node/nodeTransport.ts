import { fetchTransport, type Fetch } from '../transport/fetchTransport.js';
import type { HttpTransport } from '../transport/HttpTransport.js';
import { zstdCompress } from './zstdCompress.js';

/** What `nodeTransport` may be told. */
export interface NodeTransportOptions {
  /** Another implementation of `fetch`. Default: the global one. */
  readonly fetch?: Fetch | undefined;
}

/**
 * `fetchTransport` for Node, which can also compress requests: `compression: 'zstd'` works where Node can do it.
 *
 * Errors and teardown: those of `fetchTransport`; `build` where this Node has no zstd. Source: wire.md 3.1.
 *
 * @example
 * const client = new ResponsesClient({ provider: openai(), transport: nodeTransport() });
 * client.streamPrompt('gpt-5.1', prompt, { compression: 'zstd' });
 */
export const nodeTransport = ({ fetch }: NodeTransportOptions = {}): HttpTransport =>
  fetchTransport({ fetch, compress: zstdCompress });
