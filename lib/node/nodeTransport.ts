import { fetchTransport, type FetchTransportOptions } from '../transport/fetchTransport.js';
import type { HttpTransport } from '../transport/HttpTransport.js';
import { zstdCompress } from './zstdCompress.js';

/** Options for `nodeTransport`. */
export type NodeTransportOptions = Omit<FetchTransportOptions, 'compress'>;

/**
 * Creates a `fetchTransport` that can compress requests: `compression: 'zstd'` works on Node 22.15 or later.
 *
 * Errors and teardown: those of `fetchTransport`; `build` if this Node has no zstd.
 *
 * @example
 * const client = new ResponsesClient({ provider: openai(), transport: nodeTransport() });
 * client.streamPrompt('gpt-5.1', prompt, { compression: 'zstd' });
 */
// docs/wire.md, section 3.1
export const nodeTransport = (options: NodeTransportOptions = {}): HttpTransport =>
  fetchTransport({ ...options, compress: zstdCompress });
