import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { z } from 'zod';

/** A server of the SDK with a tool for each kind of result. The tool `more` adds a tool, and `log` lists what happened. */
export const weatherServer = (): McpServer => {
  const server = new McpServer(
    { name: 'weather', version: '1.0.0' },
    { capabilities: { tools: { listChanged: true } } },
  );
  const log: string[] = [];
  const text = (content: string) => ({ content: [{ type: 'text' as const, text: content }] });
  const inputSchema = { city: z.string() };
  server.registerTool('weather', { description: 'The weather.', inputSchema }, ({ city }) => text(`sun in ${city}`));
  server.registerTool('radar', { inputSchema: {} }, () => ({
    content: [{ type: 'image', data: 'AAAA', mimeType: 'image/png' }],
  }));
  server.registerTool('broken', { inputSchema: {} }, () => ({ ...text('out of order'), isError: true }));
  server.registerTool('thrower', { inputSchema: {} }, () => {
    throw new Error('no power');
  });
  server.registerTool('report', { inputSchema: {} }, () => ({
    content: [
      { type: 'text', text: 'three files' },
      { type: 'resource', resource: { uri: 'file:///a/note.txt', mimeType: 'text/plain', text: 'a note' } },
      { type: 'resource', resource: { uri: 'file:///a/map.png', mimeType: 'image/png', blob: 'BBBB' } },
      { type: 'resource', resource: { uri: 'file:///a/map.pdf', mimeType: 'application/pdf', blob: 'CCCC' } },
      { type: 'audio', data: 'DDDD', mimeType: 'audio/mpeg' },
      { type: 'resource_link', uri: 'file:///a/b.txt', name: 'b.txt' },
    ],
  }));
  const outputSchema = { degrees: z.number() };
  server.registerTool('numbers', { inputSchema: {}, outputSchema }, () => ({
    content: [],
    structuredContent: { degrees: 21 },
  }));
  server.registerTool('slow', { inputSchema: {} }, async (_args, { signal }) => {
    log.push('slow began');
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    log.push('slow was cancelled');
    return text('too late');
  });
  server.registerTool('log', { inputSchema: {} }, () => text(log.join()));
  server.registerTool('more', { inputSchema: {} }, () => {
    server.registerTool('extra', { inputSchema: {} }, () => text('extra'));
    return text('added');
  });
  return server;
};
