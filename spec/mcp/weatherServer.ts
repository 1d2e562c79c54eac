import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { z } from 'zod';

/** A server of the SDK with a tool for each kind of result. */
export const weatherServer = (): McpServer => {
  const server = new McpServer(
    { name: 'weather', version: '1.0.0' },
    { capabilities: { tools: { listChanged: true } } },
  );
  const inputSchema = { city: z.string() };
  server.registerTool('weather', { description: 'The weather.', inputSchema }, ({ city }) => ({
    content: [{ type: 'text', text: `sun in ${city}` }],
  }));
  server.registerTool('radar', { inputSchema: {} }, () => ({
    content: [{ type: 'image', data: 'AAAA', mimeType: 'image/png' }],
  }));
  server.registerTool('broken', { inputSchema: {} }, () => ({
    content: [{ type: 'text', text: 'out of order' }],
    isError: true,
  }));
  return server;
};
