// Plays an MCP server on stdin and stdout. Its tool `ask` requests a form of the user, and returns what it gets.
import { createInterface } from 'node:readline';

const send = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
const requestedSchema = { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] };
let calls = 0;

const results = {
  initialize: ({ protocolVersion }) => ({
    protocolVersion,
    capabilities: { tools: {} },
    serverInfo: { name: 'asking', version: '1.0.0' },
  }),
  'tools/list': () => ({
    tools: [{ name: 'ask', description: 'Asks the user', inputSchema: { type: 'object', properties: {} } }],
  }),
};

createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method, params, result } = JSON.parse(line);
  if (method === 'tools/call') {
    calls = id;
    send({ id: 'form', method: 'elicitation/create', params: { message: 'Your name?', requestedSchema } });
  } else if (id === 'form') {
    send({ id: calls, result: { content: [{ type: 'text', text: JSON.stringify(result) }] } });
  } else if (method !== undefined && id !== undefined) {
    send({ id, result: results[method]?.(params) ?? {} });
  }
});
