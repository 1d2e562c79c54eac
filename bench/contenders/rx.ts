import {
  bearerAuth,
  ChatClient,
  createProvider,
  ResponsesClient,
  RoutedClient,
  type HttpTransport,
  type ResponseEvent,
} from 'codex-rx';
import type { Missing, Setting } from '../job.js';
import { KEY, MODEL, PROMPT, type Contender, type Open } from './Contender.js';
import { loop } from './loop.js';
import { push } from './push.js';

const clientOf = ({ baseUrl, wire, idleTimeout }: Setting, routed: boolean, transport?: HttpTransport) => {
  const options = {
    provider: createProvider({ name: 'bench', baseUrl, wire, streamIdleTimeout: idleTimeout }),
    auth: bearerAuth(() => KEY),
    transport,
  };
  if (routed) return new RoutedClient(options);
  return wire === 'chat' ? new ChatClient(options) : new ResponsesClient(options);
};

const textOf = (event: ResponseEvent): string | undefined =>
  event.type === 'output_text_delta' ? event.delta : undefined;

/** `rx`: codex-rx, subscribed to. */
export const rx: Open = (setting) => {
  const client = clientOf(setting, false);
  return push(() => client.streamPrompt(MODEL, PROMPT), textOf);
};

/** `rx-iter`: codex-rx, read with `for await`. */
export const rxIter: Open = (setting) => {
  const client = clientOf(setting, false);
  return loop(() => client.streamPrompt(MODEL, PROMPT), textOf);
};

/** `rx-routed`: codex-rx through its router, subscribed to. */
export const rxRouted: Open = (setting) => {
  const client = clientOf(setting, true);
  return push(() => client.streamPrompt(MODEL, PROMPT), textOf);
};

const isTransportFactory = (value: unknown): value is () => HttpTransport => typeof value === 'function';

const overHttp = async (setting: Setting): Promise<ResponsesClient | ChatClient | RoutedClient | Missing> => {
  const door: Readonly<Record<string, unknown>> = await import('codex-rx/node');
  const { httpTransport } = door;
  if (!isTransportFactory(httpTransport)) return { type: 'missing', reason: 'codex-rx/node has no httpTransport' };
  return clientOf(setting, false, httpTransport());
};

/** `rx-http`: codex-rx over node:http, subscribed to. */
export const rxHttp: Open = async (setting): Promise<Contender | Missing> => {
  const client = await overHttp(setting);
  return 'type' in client ? client : push(() => client.streamPrompt(MODEL, PROMPT), textOf);
};

/** `rx-http-iter`: codex-rx over node:http, read with `for await`. */
export const rxHttpIter: Open = async (setting): Promise<Contender | Missing> => {
  const client = await overHttp(setting);
  return 'type' in client ? client : loop(() => client.streamPrompt(MODEL, PROMPT), textOf);
};
