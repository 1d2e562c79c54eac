import type { Observable } from 'rxjs';
import { ChatClient } from '../../lib/clients/ChatClient.js';
import { CompactClient } from '../../lib/clients/CompactClient.js';
import type { ClientOptions } from '../../lib/clients/http/EndpointSession.js';
import { GeminiClient } from '../../lib/clients/GeminiClient.js';
import { MemoriesClient } from '../../lib/clients/MemoriesClient.js';
import { MessagesClient } from '../../lib/clients/MessagesClient.js';
import { ModelsClient } from '../../lib/clients/ModelsClient.js';
import { ResponsesClient } from '../../lib/clients/ResponsesClient.js';
import { ResponsesWebSocketClient } from '../../lib/clients/ResponsesWebSocketClient.js';
import { RoutedClient } from '../../lib/clients/RoutedClient.js';
import { createProvider, type WireApi } from '../../lib/provider/Provider.js';
import { CHAT_DONE, chatDelta } from '../../lib/testing/chatWire.js';
import { response, virtualTransport } from '../../lib/testing/virtualTransport.js';
import { message, socket, virtualWebSocket } from '../../lib/testing/virtualWebSocket.js';
import { bytes, completed, created, sse, textDelta } from '../../lib/testing/wire.js';
import type { StreamResponse } from '../../lib/transport/HttpTransport.js';
import type { SocketFrame, UpgradeResponse, WebSocketTransport } from '../../lib/transport/WebSocketTransport.js';
import {
  describeCancellation,
  type CancelOptions,
  type CancelSubject,
} from '../../spec/support/contracts/cancelContract.js';
import { events } from '../../spec/support/virtualClient.js';

/** A provider whose back-offs are exactly 10, 20, 40 … ms. */
const provider = (wire: WireApi) =>
  createProvider({ name: 'virtual', baseUrl: 'https://virtual.test/v1', wire, retry: { baseDelay: 10 } });

type HttpCall = (options: ClientOptions, signal: AbortSignal | undefined) => Observable<unknown>;

const overHttp = (call: HttpCall, wire: WireApi = 'responses') => ({
  call: (attempts: readonly Observable<StreamResponse>[], { auth, signal }: CancelOptions = {}) => {
    const transport = virtualTransport(...attempts);
    const options = { provider: provider(wire), transport, auth, random: () => 0.5 };
    return { answer: call(options, signal), requests: transport.requests };
  },
  success: (body: Observable<Uint8Array>, headers = {}) => response(body, { headers }),
  failure: (body: Observable<Uint8Array>, status: number) => response(body, { status }),
});

const streamed = { headerEvent: { expected: '(m|)', subs: '(^!)' } };

const responses = (call: HttpCall): CancelSubject<StreamResponse, Uint8Array> => ({
  ...overHttp(call),
  ...streamed,
  chunks: {
    f: bytes(sse(created(), textDelta('t'))),
    n: bytes(sse(textDelta('t'))),
    x: bytes(sse(completed('resp_1'))),
  },
  emitted: { f: '(ct)', n: 't', x: '(x|)' },
  events,
});

const assistant = (...content: readonly object[]) => ({ type: 'message', role: 'assistant', content });
const chat = (call: HttpCall): CancelSubject<StreamResponse, Uint8Array> => ({
  ...overHttp(call, 'chat'),
  ...streamed,
  chunks: {
    f: bytes(sse(chatDelta({ content: 't' }))),
    n: bytes(sse(chatDelta({ content: 't' }))),
    x: bytes(CHAT_DONE),
  },
  emitted: { f: '(At)', n: 't', x: '(Dx|)' },
  events: {
    ...events,
    A: { type: 'output_item_added', item: assistant() },
    D: { type: 'output_item_done', item: assistant({ type: 'output_text', text: 'tt' }) },
    x: { type: 'completed', response_id: 'chatcmpl-1', token_usage: null, status: 'completed' },
  },
});

const redacted = { type: 'reasoning', id: '', summary: [], content: [] };
const messages = (call: HttpCall): CancelSubject<StreamResponse, Uint8Array> => ({
  ...overHttp(call, 'messages'),
  ...streamed,
  chunks: {
    f: bytes(sse({ type: 'message_start', message: { id: 'msg_1', content: [] } })),
    n: bytes(sse({ type: 'content_block_start', index: 0, content_block: { type: 'redacted_thinking', data: 'd' } })),
    x: bytes(sse({ type: 'content_block_stop', index: 0 }, { type: 'message_stop' })),
  },
  emitted: { f: 'c', n: 'R', x: '(Dx|)' },
  events: {
    ...events,
    R: { type: 'output_item_added', item: redacted },
    D: { type: 'output_item_done', item: { ...redacted, redacted_data: 'd', origin: 'virtual@virtual.test/messages' } },
    x: { type: 'completed', response_id: 'msg_1', token_usage: null, status: 'completed' },
  },
});

const gemini = (call: HttpCall): CancelSubject<StreamResponse, Uint8Array> => ({
  ...overHttp(call, 'gemini'),
  ...streamed,
  chunks: {
    f: bytes(sse({ responseId: 'r1' })),
    n: bytes(sse({ modelVersion: 'gemini-3' })),
    x: bytes(sse({ candidates: [{ finishReason: 'STOP' }] })),
  },
  emitted: { f: 'c', n: 'M', x: '(x|)' },
  events: {
    ...events,
    M: { type: 'server_model', model: 'gemini-3' },
    x: { type: 'completed', response_id: 'r1', token_usage: null, status: 'completed', finish_reason: 'STOP' },
  },
});

/** A call that emits one value, when its whole body has come. */
const unary = (call: HttpCall, member: string, value: unknown): CancelSubject<StreamResponse, Uint8Array> => ({
  ...overHttp(call),
  chunks: { f: bytes(`{"${member}"`), n: bytes(':'), x: bytes('[]}') },
  emitted: { f: '', n: '-', x: '(v|)' },
  events: { v: value },
  takesSignal: false,
});

type SocketCall = (
  options: Omit<ClientOptions, 'transport'>,
  transport: WebSocketTransport,
  signal: AbortSignal | undefined,
) => Observable<unknown>;

const overSocket = (call: SocketCall): CancelSubject<UpgradeResponse, SocketFrame> => ({
  call: (attempts, { auth, signal } = {}) => {
    const transport = virtualWebSocket(...attempts);
    const options = { provider: provider('responses'), auth, random: () => 0.5 };
    return { answer: call(options, transport, signal), requests: transport.requests };
  },
  success: (frames, headers = {}) => socket(frames, { headers }),
  failure: (body, status) => response(body, { status }),
  chunks: { f: message(created()), n: message(textDelta('t')), x: message(completed('resp_1')) },
  emitted: { f: 'c', n: 't', x: '(x|)' },
  events,
  headerEvent: { expected: '--(m|)', subs: '^-!' }, // with the first message
  isConcurrent: false,
});

/** The four APIs, each by its own client and by a `RoutedClient`. */
const WIRES = [
  ['responses', responses, ResponsesClient],
  ['chat', chat, ChatClient],
  ['messages', messages, MessagesClient],
  ['gemini', gemini, GeminiClient],
] as const;
for (const [wire, subject, Client] of WIRES)
  for (const Each of [Client, RoutedClient])
    describeCancellation(
      `${Each.name}, wire ${wire}`,
      subject((options, signal) => new Each(options).streamPrompt('m', 'hi', { signal })),
    );

describeCancellation(
  'CompactClient',
  unary(
    (options) => new CompactClient(options).compactInput({ model: 'm', input: [], instructions: 'be brief' }),
    'output',
    [],
  ),
);
describeCancellation(
  'MemoriesClient',
  unary((options) => new MemoriesClient(options).summarizeInput({ model: 'm', raw_memories: [] }), 'output', []),
);
describeCancellation(
  'ModelsClient',
  unary((options) => new ModelsClient(options).listModels('1.0.0'), 'models', { models: [], etag: null }),
);
describeCancellation(
  'RoutedClient, over a WebSocket',
  overSocket((options, websocket, signal) =>
    new RoutedClient({ ...options, websocket, transport: virtualTransport() }).streamPrompt('m', 'hi', { signal }),
  ),
);
describeCancellation(
  'ResponsesWebSocketClient',
  overSocket((options, transport, signal) =>
    new ResponsesWebSocketClient({ ...options, transport }).connect().streamPrompt('m', 'hi', { signal }),
  ),
);
