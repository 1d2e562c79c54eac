import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { expect } from 'chai';
import { firstValueFrom } from 'rxjs';
import type { AnswerEvent, ToolCall, ToolOutput } from '../../lib/answer/AnswerEvent.js';
import { mcpTools } from '../../lib/mcp/mcpTools.js';
import { runTools } from '../../lib/operators/tools/runTools.js';
import type { RunToolsOptions } from '../../lib/operators/tools/RunToolsOptions.js';
import type { Tool } from '../../lib/operators/tools/Tools.js';
import { errorOf, until, valuesOf } from '../support/collect.js';
import { callOf, finishedIn, modelCalling } from '../support/toolCalls.js';
import { weatherServer } from './weatherServer.js';

const TOOLS = ['weather', 'radar', 'broken', 'thrower', 'report', 'numbers', 'slow', 'log', 'more'];

const newClient = () => new Client({ name: 'test', version: '1.0.0' });

/** A client that is connected to a server of the SDK. */
interface Connected {
  readonly client: Client;
  readonly close: () => Promise<void>;
}

const overStdio = async (): Promise<Connected> => {
  const client = newClient();
  const path = fileURLToPath(new URL('./stdioServer.ts', import.meta.url));
  await client.connect(
    new StdioClientTransport({ command: process.execPath, args: ['--import', 'tsx', path], stderr: 'ignore' }),
  );
  return { client, close: () => client.close() };
};

const overHttp = async (): Promise<Connected> => {
  const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: () => 'session_1' });
  await weatherServer().connect(transport);
  const http = createServer((request, response) => void transport.handleRequest(request, response));
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const address = http.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const client = newClient();
  await client.connect(new StreamableHTTPClientTransport(new URL(`http://127.0.0.1:${port}/mcp`)));
  return {
    client,
    close: async () => {
      await client.close();
      await transport.close();
      http.closeAllConnections();
      http.close();
    },
  };
};

const inMemory = async (server: Pick<McpServer, 'connect'>): Promise<Client> => {
  const client = newClient();
  const [ours, theirs] = InMemoryTransport.createLinkedPair();
  await Promise.all([server.connect(theirs), client.connect(ours)]);
  return client;
};

const loopOf = (tools: readonly Tool[], call: ToolCall, options?: RunToolsOptions) =>
  runTools([], modelCalling(call).ask, tools, options);

/** Calls a tool in a loop and returns its output. */
const outputOf = async (
  tools: readonly Tool[],
  name: string,
  args: object = {},
  options?: RunToolsOptions,
): Promise<ToolOutput | undefined> => {
  const events: readonly AnswerEvent[] = await valuesOf(loopOf(tools, callOf(name, JSON.stringify(args)), options));
  return events.flatMap((event) => (event.type === 'tool_finished' ? [event.output] : [])).at(-1);
};

for (const [transport, connect] of [
  ['stdio', overStdio],
  ['streamable HTTP', overHttp],
] as const)
  describe(`mcpTools over ${transport}`, () => {
    let connected: Connected;
    let tools: readonly Tool[];
    before(async () => {
      connected = await connect();
      tools = await firstValueFrom(mcpTools(connected.client));
    });
    after(() => connected.close());

    it('declares the tools of the server', () => {
      expect(tools.map(({ name }) => name)).to.deep.equal(TOOLS);
      expect(tools[0]?.parameters).to.deep.include({ type: 'object', required: ['city'] });
      expect(tools[0]?.description).to.equal('The weather.');
    });

    it('sends texts, pictures, audio and files to the model as what they are', async () => {
      expect(await outputOf(tools, 'weather', { city: 'Paris' })).to.equal('sun in Paris');
      expect(await outputOf(tools, 'radar')).to.deep.equal([
        { type: 'input_image', image_url: 'data:image/png;base64,AAAA' },
      ]);
      expect(await outputOf(tools, 'report')).to.deep.equal([
        { type: 'input_text', text: 'three files' },
        { type: 'input_text', text: 'a note' },
        { type: 'input_image', image_url: 'data:image/png;base64,BBBB' },
        { type: 'input_file', filename: 'map.pdf', file_data: 'data:application/pdf;base64,CCCC' },
        { type: 'input_audio', input_audio: { data: 'DDDD', format: 'mp3' } },
        { type: 'input_text', text: '{"name":"b.txt","uri":"file:///a/b.txt","type":"resource_link"}' },
      ]);
      expect(await outputOf(tools, 'numbers')).to.equal('{"degrees":21}');
    });

    it('reports the errors of tools and wrong arguments to the model', async () => {
      expect(await outputOf(tools, 'broken')).to.equal('error: out of order');
      expect(await outputOf(tools, 'thrower')).to.equal('error: no power');
      expect(await outputOf(tools, 'weather')).to.match(/^error: .*city/);
    });

    it('cancels a call on the server at the time limit, and when the consumer unsubscribes', async () => {
      expect(await outputOf(tools, 'slow', {}, { timeout: 20 })).to.equal(
        'error: the tool did not finish within 0.02 seconds',
      );
      const logOf = async (): Promise<string> => JSON.stringify(await outputOf(tools, 'log'));
      const logged = async (entry: string, count: number): Promise<string> => {
        for (;;) {
          const log = await logOf();
          if (log.split(entry).length > count) return log;
        }
      };
      await logged('slow was cancelled', 1);
      const running = loopOf(tools, callOf('slow')).subscribe({ error: () => expect.fail('no error was expected') });
      await logged('slow began', 2);
      running.unsubscribe();
      expect(await logged('slow was cancelled', 2)).to.equal(
        '"slow began,slow was cancelled,slow began,slow was cancelled"',
      );
    });

    it('follows the list of tools', async () => {
      const lists: (readonly string[])[] = [];
      const following = mcpTools(connected.client).subscribe({
        next: (list) => lists.push(list.map(({ name }) => name)),
        error: () => expect.fail('no error was expected'),
      });
      await until(() => lists.length === 1);
      expect(await outputOf(tools, 'more')).to.equal('added');
      await until(() => lists.length === 2);
      following.unsubscribe();
      expect(lists).to.deep.equal([TOOLS, [...TOOLS, 'extra']]);
    });
  });

describe('a server whose list of tools does not end', () => {
  it('is read for 1000 pages', async () => {
    const server = new McpServer({ name: 'endless', version: '1.0.0' }, { capabilities: { tools: {} } });
    let pages = 0;
    server.server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: [], nextCursor: String(++pages) }));
    const client = newClient();
    const [one, other] = InMemoryTransport.createLinkedPair();
    await Promise.all([server.connect(one), client.connect(other)]);
    expect(await errorOf(mcpTools(client))).to.include({ type: 'stream', reason: 'too_large' });
    expect(pages).to.equal(1000);
    await client.close();
  });
});

describe('mcpTools', () => {
  it('is shared by its subscribers, and stops following when they have left', async () => {
    const server = weatherServer();
    const client = await inMemory(server);
    const lists: number[] = [];
    const subscriptions = [1, 2].map(() =>
      mcpTools(client).subscribe({
        next: (tools) => lists.push(tools.length),
        error: () => expect.fail('no error was expected'),
      }),
    );
    await until(() => lists.length === 2);
    server.registerTool('one', { inputSchema: {} }, () => ({ content: [] }));
    await until(() => lists.length === 4);
    subscriptions[0]?.unsubscribe();
    server.registerTool('two', { inputSchema: {} }, () => ({ content: [] }));
    await until(() => lists.length === 5);
    subscriptions[1]?.unsubscribe();
    server.registerTool('three', { inputSchema: {} }, () => ({ content: [] }));
    await client.ping();
    expect(lists).to.deep.equal([9, 9, 10, 10, 11]);
    await client.close();
  });

  it('passes its options on to the tools', async () => {
    const client = await inMemory(weatherServer());
    const tools = await firstValueFrom(mcpTools(client, { needsApproval: true, timeout: 20 }));
    const refused = await valuesOf(loopOf(tools, callOf('radar'), { approve: () => false }));
    expect(finishedIn(refused)).to.deep.equal([['refused', 'the user did not approve this call']]);
    expect(tools[0]?.timeout).to.equal(20);
    await client.close();
  });

  it('fails with an ApiError if the list cannot be read, and if it never ends', async () => {
    const capabilities = { capabilities: { tools: {} } };
    const info = { name: 'odd', version: '1.0.0' };
    const failing = new McpServer(info, capabilities);
    failing.server.setRequestHandler(ListToolsRequestSchema, () => {
      throw new Error('no list');
    });
    expect((await errorOf(mcpTools(await inMemory(failing)))).message).to.include('no list');
    const endless = new McpServer(info, capabilities);
    endless.server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: [], nextCursor: 'again' }));
    expect(await errorOf(mcpTools(await inMemory(endless)))).to.include({ reason: 'too_large' });
  });

  it('cancels the request for the list when the consumer unsubscribes', async () => {
    const server = new McpServer({ name: 'silent', version: '1.0.0' }, { capabilities: { tools: {} } });
    const signals: AbortSignal[] = [];
    server.server.setRequestHandler(ListToolsRequestSchema, (_request, { signal }) => {
      signals.push(signal);
      return new Promise<never>(() => undefined);
    });
    const subscription = mcpTools(await inMemory(server)).subscribe({
      error: () => expect.fail('no error was expected'),
    });
    await until(() => signals.length === 1);
    subscription.unsubscribe();
    await until(() => signals.every(({ aborted }) => aborted));
    expect(signals).to.have.length(1);
  });
});
