import { readFileSync } from 'node:fs';
import { lastValueFrom } from 'rxjs';
import { recordingTransport } from '../../../lib/node/recording/recordingTransport.js';
import { ResponsesClient } from '../../../lib/clients/ResponsesClient.js';
import { createProvider } from '../../../lib/provider/Provider.js';

/** Records one answer, writes what the file holds when the answer is complete, and exits. */
const [baseUrl = '', path = ''] = process.argv.slice(2);
const provider = createProvider({ name: 'scripted', baseUrl });
const client = new ResponsesClient({ provider, transport: recordingTransport(path) });
await lastValueFrom(client.streamPrompt('gpt-5.1', 'Hi'));
process.stdout.write(readFileSync(path, 'utf8'));
process.exit(0);
