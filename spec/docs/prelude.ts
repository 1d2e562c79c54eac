import * as t from 'io-ts';
import { map, NEVER, of, throwError, type Observable } from 'rxjs';
import {
  bearerAuth,
  createProvider,
  fetchTransport,
  ResponsesClient,
  type Fetch,
  type HttpRequest,
  type Prompt,
  type ResponseEvent,
  type ResponseItem,
  type StreamCursor,
  type StreamResponse,
  type ToolCall,
  type ToolOutput,
  userMessage,
} from 'codex-rx';
import { Codex, type ProcessTransport } from 'codex-rx/agent';
import { relay, RelayClient } from 'codex-rx/relay';
import { parseJson, sseFrames, type ResponseHead } from 'codex-rx/operators';
import type { RecordedRequest, Script, ScriptedServer } from 'codex-rx/server';
import { structuredAnswer, textAnswer, toolCallAnswer } from 'codex-rx/server';
import {
  appServerSession,
  bytes,
  completed,
  created,
  itemDone,
  jsonLines,
  message,
  response,
  running,
  socket,
  sse,
  textDelta,
  textTurn,
  virtualAppServer,
  virtualProcess,
  type Recording,
} from 'codex-rx/testing';

/** Text of every answer, sent in one delta. */
export const SAID = 'Hello';

/** Answers a request: with a tool call if it declares tools, with JSON if it has a schema, else with text. */
export const answerInKind = ({ body }: RecordedRequest): Script => {
  const request = JSON.stringify(body ?? null);
  if (request.includes('"compaction_trigger"'))
    return {
      answer: { frames: [created(), itemDone({ type: 'compaction', encrypted_content: 'e' }), completed('r')] },
    };
  if (request.includes('"tools":[{') && !request.includes('"function_call_output"'))
    return { answer: toolCallAnswer({ name: 'weather', arguments: { city: 'Paris' } }) };
  if (request.includes('"json_schema"')) return { answer: structuredAnswer({ city: SAID, steps: [] }) };
  return { answer: textAnswer(SAID) };
};

const turn = bytes(
  jsonLines(
    { type: 'thread.started', thread_id: 'thread_1' },
    { type: 'turn.started' },
    { type: 'item.completed', item: { id: 'i', type: 'agent_message', text: `{"ok":true,"why":"${SAID}"}` } },
    { type: 'turn.completed', usage: { input_tokens: 1, cached_input_tokens: 0, output_tokens: 2 } },
  ),
);

/** Plays the app-server. A review is answered like a turn. */
const appServer = (): ProcessTransport => {
  const transport = virtualAppServer(appServerSession([textTurn(SAID), textTurn(SAID), textTurn(SAID)]));
  const asTurn = (text: string): string => text.replace('"review/start"', '"turn/start"');
  return {
    run: (request, demand) => {
      const { stdin } = request;
      const written = typeof stdin === 'string' ? asTurn(stdin) : stdin.pipe(map(asTurn));
      return transport.run({ ...request, stdin: written }, demand);
    },
  };
};

/** Codex agent without a program: a virtual process answers its first four turns. */
export class VirtualCodex extends Codex {
  constructor(options: ConstructorParameters<typeof Codex>[0] = {}) {
    const exec = virtualProcess(...Array.from({ length: 4 }, () => of(running(of(turn)))));
    const transport = options.protocol === 'app-server' ? appServer() : exec;
    super({ codexPathOverride: process.execPath, transport, ...options });
  }
}

/**
 * Creates the names that examples use without declaring them. A new example should use these names. If it needs another
 * one, it declares it, or, if several examples need it, it is added here with a real value.
 *
 * @param shown called with what the user would see.
 */
export const createPrelude = (server: ScriptedServer, shown: (...things: readonly unknown[]) => void) => {
  const provider = createProvider({ name: 'scripted', baseUrl: server.baseUrl, retry: { baseDelay: 1 } });
  const auth = bearerAuth('the-key');
  const client = new ResponsesClient({ provider, auth });
  const prompt: Prompt = { instructions: 'Be brief.', input: 'Say hi' };
  const history: readonly ResponseItem[] = [userMessage('Say hi')];
  const saved: StreamCursor = { response_id: '' };
  const instrumentedFetch: Fetch = fetch;
  const recording: Recording = {
    status: 200,
    headers: {},
    chunks: [
      { at: 2, bytes: bytes(sse(textDelta(SAID))) },
      { at: 1250, bytes: bytes(sse(textDelta('!'))) },
    ],
    ending: { type: 'cancelled', at: 1250 },
  };

  const request: HttpRequest = {
    method: 'POST',
    url: `${server.baseUrl}/responses`,
    headers: new Headers(),
    body: { model: 'gpt-5.1', input: [], stream: true },
  };
  const bytes$ = of(bytes(sse(created(), textDelta(SAID), completed())));
  const head: ResponseHead = { ...response(bytes$), url: request.url };
  const frames$ = bytes$.pipe(sseFrames());

  const handle = relay({ ask: () => client.streamPrompt('gpt-5.1', prompt) });
  const sendToRelay: Fetch = (url, init) => handle(new Request(url, init));

  return {
    // a client and its requests
    provider,
    auth,
    client,
    prompt,
    history,
    outputSchema: { type: 'object', properties: { city: { type: 'string' } } },
    declarations: [{ type: 'function', name: 'weather', parameters: { type: 'object' } }],
    signal: new AbortController().signal,
    server,
    relayClient: new RelayClient({ url: 'https://app.example/api/chat', fetch: sendToRelay }),

    // an answer and its use
    answer$: client.streamPrompt('gpt-5.1', prompt),
    render: (...things: readonly unknown[]): void => shown(...things),
    append: (text: string): void => shown(text),
    element: {
      set textContent(text: string) {
        shown(text);
      },
    },
    save: (thing: object | string): Promise<void> => {
      // Keeps the first cursor, as if the page had been reloaded early.
      if (saved.response_id === '' && typeof thing === 'object' && 'sequence_number' in thing)
        Object.assign(saved, thing);
      return Promise.resolve();
    },
    saved,
    Plan: t.type({ steps: t.array(t.string) }),

    // parts of an application
    keys$: of('What is RxJS', 'What is RxJS?'),
    connectionClosed$: NEVER,
    lookUp: (city: string): Observable<ToolOutput> => of(`It rains in ${city}.`),
    askTheUser: (_call: ToolCall): Observable<boolean> => of(true),
    compactAndAskAgain: (): Observable<ResponseEvent> => throwError(() => new Error('nothing is to be compacted')),
    instrumentedFetch,

    // the steps of a pipeline
    request,
    transport: fetchTransport(),
    head,
    heads$: of(head),
    bytes$,
    frames$,
    json$: frames$.pipe(parseJson()),
    reply: response(of(bytes('{"models":[]}'))),
    Reply: t.type({ models: t.array(t.unknown) }),
    socket: socket(of(...[created(), textDelta(SAID), completed()].map(message))).socket,
    child: running(of(bytes('a\nb\n'))),
    reopen: (_cursor: StreamCursor): Observable<StreamResponse> => of(response(bytes$)),

    // the agent
    thread: new VirtualCodex().startThread(),
    completedTurn: { type: 'turn.completed', usage: { input_tokens: 1, cached_input_tokens: 0, output_tokens: 2 } },

    // an incident: an answer that stalled
    recording,
  };
};

export type Prelude = ReturnType<typeof createPrelude>;
