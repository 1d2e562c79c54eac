import { ResponsesClient } from '../../lib/clients/ResponsesClient.js';
import type { ClientOptions } from '../../lib/clients/http/EndpointSession.js';
import type { ProviderOptions } from '../../lib/provider/Provider.js';
import { bytes, completed, created, sse, textDelta } from '../../lib/testing/wire.js';
import type { HttpTransport } from '../../lib/transport/HttpTransport.js';
import { virtualProvider } from './virtualProvider.js';

/** The chunks that the diagrams of these tests call c, t, u and x. */
export const chunks = {
  c: bytes(sse(created())),
  t: bytes(sse(textDelta('t'))),
  u: bytes(sse(textDelta('u'))),
  x: bytes(sse(completed('resp_1'))),
};

/** The events that the chunks of the same letter become. */
export const events = {
  c: { type: 'created' },
  t: { type: 'output_text_delta', delta: 't' },
  u: { type: 'output_text_delta', delta: 'u' },
  x: { type: 'completed', response_id: 'resp_1', token_usage: null, status: 'completed' },
} as const;

/** A client without a network and without chance: back-offs are exactly 10, 20, 40 … ms. */
export const virtualClient = (
  transport: HttpTransport,
  provider?: Partial<ProviderOptions>,
  options: Partial<ClientOptions> = {},
): ResponsesClient =>
  new ResponsesClient({
    provider: virtualProvider(provider),
    transport,
    random: () => 0.5,
    ...options,
  });
