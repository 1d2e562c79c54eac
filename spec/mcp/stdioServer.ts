import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { weatherServer } from './weatherServer.js';

await weatherServer().connect(new StdioServerTransport());
