import * as t from 'io-ts';
import { isLeft } from '#either';
import type { ResponsesConnection } from '../../lib/clients/ResponsesConnection.js';
import { ResponsesWebSocketClient } from '../../lib/clients/ResponsesWebSocketClient.js';
import type { ResponsesWebSocketClientOptions } from '../../lib/clients/websocket/SocketSession.js';
import { decodeFault } from '../../lib/protocol/errors/decodeFault.js';
import type { Prompt } from '../../lib/protocol/Prompt.js';
import type { ProviderOptions } from '../../lib/provider/Provider.js';
import { message, type VirtualSocket } from '../../lib/testing/virtualWebSocket.js';
import { completed, created, failed, itemDone, textDelta } from '../../lib/testing/wire.js';
import type { SocketFrame, WebSocketTransport } from '../../lib/transport/WebSocketTransport.js';
import { events as shared } from './virtualClient.js';
import { virtualProvider } from './virtualProvider.js';

type Item = Exclude<Prompt['input'], string>[number];

/** Creates a message of the user. */
export const user = (text: string): Item => ({
  type: 'message',
  role: 'user',
  content: [{ type: 'input_text', text }],
});

const said = (text: string) =>
  ({ type: 'message', role: 'assistant', content: [{ type: 'output_text', text }] }) as const;

/** The items that the model says in the frames i and j. */
export const answered = { i: said('i'), j: said('j') } as const satisfies Readonly<Record<string, Item>>;

const closeFrame = (code: number, reason: string): SocketFrame => ({ type: 'close', code, reason });
const errorFrame = (code: string) => message({ type: 'error', status: 400, error: { code, message: `it is ${code}` } });

/** The frames that the diagrams of these tests name by one letter. */
export const frames = {
  c: message(created()),
  t: message(textDelta('t')),
  u: message(textDelta('u')),
  i: message(itemDone(answered.i)),
  j: message(itemDone(answered.j)),
  x: message(completed('resp_1')),
  y: message(completed('resp_2')),
  z: message(completed('resp_3')),
  /** The answer was cut short. */
  s: message({
    type: 'response.incomplete',
    response: { id: 'resp_1', incomplete_details: { reason: 'max_output_tokens' } },
  }),
  f: message(failed('insufficient_quota', 'no credit')),
  p: errorFrame('previous_response_not_found'),
  l: errorFrame('websocket_connection_limit_reached'),
  b: { type: 'binary' },
  k: closeFrame(1011, 'going away'),
} as const satisfies Readonly<Record<string, SocketFrame>>;

const end = (response_id: string) =>
  ({ type: 'completed', response_id, token_usage: null, status: 'completed' }) as const;

/** The events that the frames of the same letter become. */
export const events = {
  ...shared,
  i: { type: 'output_item_done', item: answered.i },
  j: { type: 'output_item_done', item: answered.j },
  y: end('resp_2'),
  z: end('resp_3'),
  s: { ...end('resp_1'), status: 'incomplete', finish_reason: 'max_output_tokens' },
} as const;

/** A connection without a network and without chance: back-offs are exactly 10, 20, 40 … ms. */
export const virtualConnection = (
  transport: WebSocketTransport,
  provider?: Partial<ProviderOptions>,
  options: Partial<ResponsesWebSocketClientOptions> = {},
): ResponsesConnection =>
  new ResponsesWebSocketClient({
    provider: virtualProvider(provider),
    transport,
    random: () => 0.5,
    ...options,
  }).connect();

const Create = t.intersection([
  t.type({
    type: t.literal('response.create'),
    input: t.array(t.type({ content: t.array(t.type({ text: t.string })) })),
  }),
  t.partial({ previous_response_id: t.string }),
]);

const summary = (text: string): string => {
  const decoded = Create.decode(JSON.parse(text));
  if (isLeft(decoded)) throw new Error(`not a request: ${decodeFault(decoded.left)}`);
  const { previous_response_id: previous, input } = decoded.right;
  const texts = input.flatMap(({ content }) => content.map((part) => part.text)).join(', ');
  return previous === undefined ? texts : `${previous} + ${texts}`;
};

/** Returns the requests on a socket, as one text each: its items, e.g. `hi, i, more`, or the new ones, `resp_1 + more`. */
export const asked = ({ sent }: VirtualSocket): readonly string[] => sent.map(summary);
