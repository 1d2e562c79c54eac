import { once } from 'node:events';
import type { Endpoint } from '../endpoints/Endpoint.js';
import type { Exchange } from '../http/Exchange.js';
import { isHeadFault, isSocketFault } from './faultKinds.js';
import { giveGrace, keepPace } from './keepPace.js';
import { playHeadFault } from './playHeadFault.js';
import { schedule } from './schedule.js';
import type { Script } from './Script.js';

/**
 * Answers one request over HTTP according to its script. Writes no faster than the client reads. Resolves once
 * everything has been sent. A connection that the script leaves open stays open until the client or the server is
 * closed.
 *
 * Rejects with an `AbortError` if the connection closes, and with another error if the script is invalid.
 */
export const playScript = async (exchange: Exchange, endpoint: Endpoint, script: Script): Promise<void> => {
  const { request, response, gone } = exchange;
  const { fault } = script;
  if (fault && isHeadFault(fault)) {
    playHeadFault(exchange, fault, script.headers);
    return;
  }
  if (fault && isSocketFault(fault))
    throw new TypeError(`the fault ${fault.type} applies only to a WebSocket, but the request came over HTTP`);

  const { headers, pieces, ending } = endpoint.reply(request, script, fault);
  const writes = schedule(pieces, script);
  exchange.head(200, headers, script.headers);
  await keepPace(writes, gone, async ({ bytes }) => {
    if (!response.write(bytes)) await once(response, 'drain', { signal: gone });
  });
  if (ending === 'end') exchange.end();
  if (ending === 'reset') {
    await giveGrace(gone);
    exchange.reset();
  }
};
