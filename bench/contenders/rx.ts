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
import { callSign, KEY, MODEL, PROMPT, type Contender, type Open } from './Contender.js';
import { loop } from './loop.js';
import { push } from './push.js';

const clientOf = ({ baseUrl, wire, idleTimeout }: Setting, routed: boolean, transport?: HttpTransport) => {
  const options = {
    // As the others: they are told not to ask again.
    provider: createProvider({
      name: 'bench',
      baseUrl,
      wire,
      streamIdleTimeout: idleTimeout,
      retry: { maxAttempts: 0 },
    }),
    auth: bearerAuth(() => KEY),
    transport,
  };
  if (routed) return new RoutedClient(options);
  return wire === 'chat' ? new ChatClient(options) : new ResponsesClient(options);
};

const textOf = (event: ResponseEvent): string | undefined =>
  event.type === 'output_text_delta' ? event.delta : undefined;

const HABITS = {
  limitedBy: 'streamIdleTimeout',
  signOf: (event: ResponseEvent): string | undefined =>
    event.type === 'output_item_done' && event.item.type === 'function_call'
      ? callSign(event.item.name, event.item.arguments)
      : undefined,
};
const LOOP_HABITS = { ...HABITS, leftBy: 'signal' };

/** `rx`: codex-rx, subscribed to. */
export const rx: Open = (setting) => {
  const client = clientOf(setting, false);
  return push(() => client.streamPrompt(MODEL, PROMPT), textOf, HABITS);
};

/** `rx-iter`: codex-rx, read with `for await`. */
export const rxIter: Open = (setting) => {
  const client = clientOf(setting, false);
  return loop((signal) => client.streamPrompt(MODEL, PROMPT, { signal }), textOf, LOOP_HABITS);
};

/** `rx-routed`: codex-rx through its router, subscribed to. */
export const rxRouted: Open = (setting) => {
  const client = clientOf(setting, true);
  return push(() => client.streamPrompt(MODEL, PROMPT), textOf, HABITS);
};

const isTransportFactory = (value: unknown): value is () => HttpTransport => typeof value === 'function';

const overHttp = async (setting: Setting): Promise<ResponsesClient | ChatClient | RoutedClient | Missing> => {
  const entryPoint: Readonly<Record<string, unknown>> = await import('codex-rx/node');
  const { httpTransport } = entryPoint;
  if (!isTransportFactory(httpTransport)) return { type: 'missing', reason: 'codex-rx/node has no httpTransport' };
  return clientOf(setting, false, httpTransport());
};

/** `rx-http`: codex-rx over node:http, subscribed to. */
export const rxHttp: Open = async (setting): Promise<Contender | Missing> => {
  const client = await overHttp(setting);
  return 'type' in client ? client : push(() => client.streamPrompt(MODEL, PROMPT), textOf, HABITS);
};

/** `rx-http-iter`: codex-rx over node:http, read with `for await`. */
export const rxHttpIter: Open = async (setting): Promise<Contender | Missing> => {
  const client = await overHttp(setting);
  return 'type' in client
    ? client
    : loop((signal) => client.streamPrompt(MODEL, PROMPT, { signal }), textOf, LOOP_HABITS);
};
