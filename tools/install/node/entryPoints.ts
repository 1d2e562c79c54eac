// A strict program that goes through every entry point. What it prints comes over a socket, through the stages of the pipeline.
import { createProvider, ResponsesClient, type ResponseEvent, type StreamResponse } from 'codex-rx';
import { ofType, parseJson, sseFrames, untilDone } from 'codex-rx/operators';
import { bytes, completed, response, sse, virtualTransport } from 'codex-rx/testing';
import { httpTransport, streamFromFixture } from 'codex-rx/node';
import { ScriptedServer, textAnswer, type Script } from 'codex-rx/server';
import { Codex, foldTurn, type RunResult, type ThreadEvent, type Turn } from 'codex-rx/agent';
import { openTelemetry } from 'codex-rx/otel';
import { mcpTools } from 'codex-rx/mcp';
import { relay, RelayClient, type RelayHandler } from 'codex-rx/relay';
import { lastValueFrom, map, of, reduce, type Observable } from 'rxjs';

const script: Script = { answer: textAnswer('An old silent pond'), cut: 7 };
const server = await new ScriptedServer().listen();
server.enqueue(script);

const provider = createProvider({ name: 'scripted', baseUrl: server.baseUrl });
const client = new ResponsesClient({ provider, transport: httpTransport(), telemetry: openTelemetry() });
const deltas: Observable<string> = client.streamPrompt('m', 'Write a haiku').pipe(
  ofType('output_text_delta'),
  map((event) => event.delta),
);
const text = await lastValueFrom(deltas.pipe(reduce((all, delta) => all + delta, '')));
await server.close();

// Never called: it is enough that they compile.
export const frames = (head: StreamResponse): Observable<unknown> =>
  head.bytes.pipe(sseFrames(), untilDone(), parseJson());
export const turns = (events: Observable<ThreadEvent>): Observable<Turn> => events.pipe(foldTurn());
export const replay = (path: string): AsyncIterable<ResponseEvent> => streamFromFixture(path, provider);
export const toolsOf = (mcp: Parameters<typeof mcpTools>[0]): Observable<readonly object[]> => mcpTools(mcp);
export const run = (): Promise<RunResult> => new Codex().startThread().run('Fix the tests');

export const pages: RelayHandler = relay({ ask: (input) => client.streamPrompt('m', String(input)) });
export const relayed: Observable<ResponseEvent> = new RelayClient({ url: '/api/chat' }).stream('hi');

const virtual = new ResponsesClient({
  provider,
  transport: virtualTransport(of(response(of(bytes(sse(completed())))))),
});
const last = await lastValueFrom(virtual.streamPrompt('m', 'hi'));

console.log(last.type === 'completed' ? text : last);
