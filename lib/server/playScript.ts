import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Endpoint } from './Endpoint.js';
import type { Exchange } from './Exchange.js';
import { schedule } from './schedule.js';
import type { HeadFault, Script } from './Script.js';

// A longer timer would fire at once.
const LONGEST_TIMER = 2 ** 31 - 1;
// A reset overtakes what its receiver has not read: the frames before it get this many milliseconds to arrive.
const RESET_GRACE = 20;

type StatusFault = Extract<HeadFault, { readonly type: 'status' }>;

const playStatus = ({ head, end }: Exchange, script: Script, { status, headers, body }: StatusFault): void => {
  const said = body ?? { error: { message: `Scripted status ${status}.`, type: 'scripted', code: null, param: null } };
  const isText = typeof said === 'string';
  head(status, { 'content-type': isText ? 'text/plain; charset=utf-8' : 'application/json' }, script.headers, headers);
  end(isText ? said : JSON.stringify(said));
};

/**
 * Answers one request as its script says, with regard to how fast the client reads. Returns as soon as there is nothing
 * more to send: what a script leaves open stays so until the client or the server closes it. Rejects with an
 * `AbortError` when the connection is gone, and with whatever is wrong with the script.
 */
export const playScript = async (exchange: Exchange, endpoint: Endpoint, script: Script): Promise<void> => {
  const { request, response, gone } = exchange;
  const { fault } = script;
  if (fault?.type === 'stall_before_head') return;
  if (fault?.type === 'reset_before_head') {
    exchange.reset();
    return;
  }
  if (fault?.type === 'status') {
    playStatus(exchange, script, fault);
    return;
  }

  const { headers, pieces, ending } = endpoint.reply(request, script, fault);
  const writes = schedule(pieces, script);
  exchange.head(200, headers, script.headers);
  const start = performance.now();
  for (const { at, bytes } of writes) {
    const wait = start + at - performance.now();
    if (wait > 0) await delay(Math.min(wait, LONGEST_TIMER), undefined, { signal: gone });
    if (!response.write(bytes)) await once(response, 'drain', { signal: gone });
  }
  if (ending === 'end') exchange.end();
  if (ending === 'reset') {
    await delay(RESET_GRACE, undefined, { signal: gone });
    exchange.reset();
  }
};
