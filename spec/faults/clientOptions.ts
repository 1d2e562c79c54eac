import { bearerAuth, createProvider, type ClientOptions, type HttpTransport, type ProviderOptions } from 'codex-rx';
import { recordTelemetry, type RecordedTelemetry } from 'codex-rx/testing';

/** Sent by every row, and looked for in everything that every row leaves behind. */
export const KEY = 'sk-fault-suite-0123456789abcdef';

export const PROMPT = 'Say hello';

/** The options of a client of the suite: two retries, as in the catalogue, short back-offs and no chance in them. */
export const clientOptions = (
  origin: string,
  transport: HttpTransport,
  provider: Partial<ProviderOptions> = {},
): ClientOptions & { readonly telemetry: RecordedTelemetry } => ({
  provider: createProvider({
    name: 'fault',
    baseUrl: `${origin}/v1`,
    // Long enough for a slow machine; rows that are about time have their own.
    streamIdleTimeout: 10_000,
    connectTimeout: 10_000,
    ...provider,
    retry: { maxAttempts: 2, baseDelay: 10, ...provider.retry },
  }),
  auth: bearerAuth(KEY),
  transport,
  telemetry: recordTelemetry(),
  random: () => 0.5,
});
