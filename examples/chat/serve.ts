import { startServers } from './server/startServers.js';

const { url, api, close } = await startServers(Number(process.env['PORT'] ?? 0));
console.log(`The page:   ${url}\nThe server: ${api.baseUrl}\nCtrl-C ends both.`);
process.once('SIGINT', () => void close());
