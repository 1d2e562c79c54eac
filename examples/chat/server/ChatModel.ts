import { bearerAuth, createProvider, openai, ResponsesClient, type RequestOptions } from 'codex-rx';
import { httpTransport } from 'codex-rx/node';
import { SCRIPT_HEADER, type ScriptHeader } from './scriptHeader.js';

/** The model that answers, and where it is. */
export interface ChatModel {
  readonly client: ResponsesClient;
  readonly name: string;
  /** The options of a request; the scripted provider receives what it should play. */
  readonly optionsFor: (header: ScriptHeader) => RequestOptions;
}

// Retries are left to `retryAnswer`: two that retry would multiply, 3 requests for each of 3 attempts.
const retry = { maxAttempts: 0 };

/** A model of a scripted provider, which is given up after a short silence. */
export const scriptedModel = (baseUrl: string): ChatModel => ({
  client: new ResponsesClient({
    provider: createProvider({ name: 'scripted', baseUrl, streamIdleTimeout: 3_000, retry }),
    transport: httpTransport(),
  }),
  name: 'scripted',
  optionsFor: (header) => ({ extraHeaders: { [SCRIPT_HEADER]: JSON.stringify(header) } }),
});

/** A model of OpenAI. The key stays in this process. */
export const openaiModel = (key: string, name = 'gpt-5.1'): ChatModel => ({
  client: new ResponsesClient({ provider: openai({ retry }), auth: bearerAuth(key), transport: httpTransport() }),
  name,
  optionsFor: () => ({}),
});
