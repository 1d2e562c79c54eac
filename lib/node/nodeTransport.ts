import { fetchTransport, type FetchTransportOptions } from '../transport/fetchTransport.js';
import type { HttpTransport } from '../transport/HttpTransport.js';
import { zstdCompress } from './zstdCompress.js';

/** Options for `nodeTransport`. */
export type NodeTransportOptions = Omit<FetchTransportOptions, 'compress'>;

/**
 * Creates a `fetchTransport` that can compress requests: `compression: 'zstd'` works on Node 22.15 or later.
 *
 * Errors: the errors of `fetchTransport`, and an `ApiError` of type `build` if this Node version has no zstd. Teardown:
 * unsubscribing cancels the request, as in `fetchTransport`.
 *
 * @example
 * const client = new ResponsesClient({ provider: openai(), transport: nodeTransport() });
 * client.streamPrompt('gpt-5.1', prompt, { compression: 'zstd' });
 */
// docs/wire.md, section 3.1
export const nodeTransport = (options: NodeTransportOptions = {}): HttpTransport =>
  fetchTransport({ ...options, compress: zstdCompress });
