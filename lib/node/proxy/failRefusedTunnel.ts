import type { Agent, ClientRequest } from 'node:http';
import { apiError, type ApiError } from '../../protocol/errors/ApiError.js';
import { excerpt } from '../../protocol/errors/errorBody.js';
import { isPassingStatus } from '../../protocol/errors/meaning/failureCodes.js';
import { PROXY_FAILED, PROXY_REFUSED } from '../../protocol/errors/TransportError.js';
import { throughProxy } from './throughProxy.js';

/** The proxy's answer to CONNECT. */
interface Reply {
  readonly statusCode: number;
  readonly statusText: string;
}

const refusal = (agent: Agent, host: string, { statusCode, statusText }: Reply): ApiError =>
  apiError({
    type: 'transport',
    error: {
      type: 'network',
      detail: `no connection to ${host}${throughProxy(agent)}: the proxy answered ${excerpt(`${statusCode} ${statusText}`)}`,
      code: isPassingStatus(statusCode) ? PROXY_FAILED : PROXY_REFUSED,
    },
  });

// docs/decisions.md: a proxy that refuses a connection
/**
 * Makes a request fail if its agent uses a proxy that refuses the tunnel. The agent would otherwise hand the proxy's
 * answer to the request, as if it came from the server: a 401 of the proxy would look like a wrong API key.
 */
export const failRefusedTunnel = (request: ClientRequest, agent: Agent): void => {
  // Emitted by the agents of the package https-proxy-agent, before they hand anything to the request.
  request.once('proxyConnect', (reply: Reply) => {
    if (reply.statusCode !== 200) request.destroy(refusal(agent, request.host, reply));
  });
};
