import type { Agent } from 'node:http';
import { apiError, type ApiError } from '../../protocol/errors/ApiError.js';
import { excerpt } from '../../protocol/errors/errorBody.js';
import { isPassingStatus } from '../../protocol/errors/failureCodes.js';
import { PROXY_FAILED, PROXY_REFUSED } from '../../protocol/errors/TransportError.js';
import { throughProxy } from './throughProxy.js';

/** The proxy's answer to CONNECT. */
interface Reply {
  readonly statusCode: number;
  readonly statusText: string;
}

/** The part of a request that waits for a tunnel. */
interface Waiting {
  readonly host: string;
  destroy(error: Error): unknown;
}

const refusal = (agent: Agent, host: string, { statusCode, statusText }: Reply): ApiError =>
  apiError({
    type: 'transport',
    error: {
      type: 'network',
      detail: `no connection to ${host}${throughProxy(agent)}, which answered ${excerpt(`${statusCode} ${statusText}`)}`,
      code: isPassingStatus(statusCode) ? PROXY_FAILED : PROXY_REFUSED,
    },
  });

// docs/decisions.md: a proxy that refuses a connection
/**
 * Makes a request fail if the proxy refuses its tunnel. The agent would otherwise hand the proxy's answer to the request,
 * as if it came from the server: a 401 of the proxy would then look like a wrong API key.
 */
export const failRefusedTunnels = (agent: Agent): void => {
  agent.on('proxyConnect', (reply: Reply, request: Waiting) => {
    if (reply.statusCode !== 200) request.destroy(refusal(agent, request.host, reply));
  });
};
