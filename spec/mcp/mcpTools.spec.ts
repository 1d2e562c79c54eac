import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { expect } from 'chai';
import { firstValueFrom } from 'rxjs';
import type { AnswerEvent, ToolCall, ToolOutput } from '../../lib/answer/AnswerEvent.js';
import { mcpTools } from '../../lib/mcp/mcpTools.js';
import { runTools } from '../../lib/operators/tools/runTools.js';
import type { Tool } from '../../lib/operators/tools/Tools.js';
import { until, valuesOf } from '../support/collect.js';
import { weatherServer } from './weatherServer.js';

const completed: AnswerEvent = { type: 'completed', response_id: 'r', token_usage: null, status: 'completed' };

/** Calls a tool in a loop and returns its output. */
const outputOf = async (tools: readonly Tool[], name: string, args: object): Promise<ToolOutput | undefined> => {
  const call: ToolCall = { type: 'function_call', name, arguments: JSON.stringify(args), call_id: 'c1' };
  const first: readonly AnswerEvent[] = [{ type: 'output_item_done', item: call }, completed];
  const events = await valuesOf(runTools([], (_, step) => (step === 1 ? first : []), tools));
  return events.flatMap((event) => (event.type === 'tool_finished' ? [event.output] : [])).at(-1);
};

const expectWeather = async (client: Client): Promise<void> => {
  const tools = await firstValueFrom(mcpTools(client));
  expect(tools.map(({ name }) => name)).to.deep.equal(['weather', 'radar', 'broken']);
  expect(tools[0]?.parameters).to.deep.include({ type: 'object', required: ['city'] });
  expect(await outputOf(tools, 'weather', { city: 'Paris' })).to.equal('sun in Paris');
  expect(await outputOf(tools, 'radar', {})).to.deep.equal([
    { type: 'input_image', image_url: 'data:image/png;base64,AAAA' },
  ]);
  expect(await outputOf(tools, 'broken', {})).to.equal('error: out of order');
  expect(await outputOf(tools, 'weather', {})).to.match(/^error: .*city/);
};

describe('mcpTools', () => {
  it('runs the tools of a server over stdio', async () => {
    const client = new Client({ name: 'test', version: '1.0.0' });
    const path = fileURLToPath(new URL('./stdioServer.ts', import.meta.url));
    await client.connect(
      new StdioClientTransport({ command: process.execPath, args: ['--import', 'tsx', path], stderr: 'ignore' }),
    );
    try {
      await expectWeather(client);
    } finally {
      await client.close();
    }
  });

  it('runs the tools of a server over streamable HTTP', async () => {
    const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: () => 'session_1' });
    await weatherServer().connect(transport);
    const http = createServer((request, response) => void transport.handleRequest(request, response));
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    const address = http.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const client = new Client({ name: 'test', version: '1.0.0' });
    try {
      await client.connect(new StreamableHTTPClientTransport(new URL(`http://127.0.0.1:${port}/mcp`)));
      await expectWeather(client);
    } finally {
      await client.close();
      await transport.close();
      http.closeAllConnections();
      http.close();
    }
  });

  it('follows the list of tools, and stops when the consumer unsubscribes', async () => {
    const server = weatherServer();
    const client = new Client({ name: 'test', version: '1.0.0' });
    const [ours, theirs] = InMemoryTransport.createLinkedPair();
    await Promise.all([server.connect(theirs), client.connect(ours)]);
    const lists: number[] = [];
    const following = mcpTools(client).subscribe({
      next: (tools) => lists.push(tools.length),
      error: () => expect.fail('no error was expected'),
    });
    await until(() => lists.length === 1);
    server.registerTool('more', { inputSchema: {} }, () => ({ content: [] }));
    await until(() => lists.length === 2);
    expect(lists).to.deep.equal([3, 4]);
    following.unsubscribe();
    server.registerTool('most', { inputSchema: {} }, () => ({ content: [] }));
    await client.ping();
    expect(lists).to.deep.equal([3, 4]);
    await client.close();
  });
});
