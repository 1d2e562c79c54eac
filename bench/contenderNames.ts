/** What the others are measured by: it takes part in everything. */
export const LIMIT = 'limit';

/** Every contender, in the order of the tables. */
export const CONTENDERS: ReadonlyMap<string, string> = new Map([
  [LIMIT, 'fetch, TextDecoder, split, JSON.parse: the least that plain JavaScript takes'],
  ['limit-http', 'the same over node:http'],
  ['rx', 'codex-rx, subscribed to'],
  ['rx-iter', 'codex-rx, for await'],
  ['rx-routed', "codex-rx's RoutedClient, subscribed to"],
  ['rx-http', 'codex-rx over node:http, subscribed to'],
  ['rx-http-iter', 'codex-rx over node:http, for await'],
  ['naive', 'RxJS and io-ts as one writes it without measuring'],
  ['naive-from', 'the same, with from(response.body) instead of an AbortController'],
  ['openai6', 'openai 6, create({ stream: true })'],
  ['openai6-stream', 'openai 6, the helper stream()'],
  ['openai7', 'openai 7, create({ stream: true })'],
  ['openai7-stream', 'openai 7, the helper stream()'],
  ['ai5', 'ai 5, streamText().fullStream'],
  ['ai7', 'ai 7, streamText().stream'],
]);

/** They differ little from their neighbours: only section burst takes them unless they are named. */
export const VARIANTS: ReadonlySet<string> = new Set(['rx-routed', 'openai6-stream', 'openai7-stream']);

/** They differ from a neighbour in habits alone: only that section takes them unless they are named. */
export const HABITUAL: ReadonlySet<string> = new Set(['naive-from']);
