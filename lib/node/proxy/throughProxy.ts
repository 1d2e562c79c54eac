import type { Agent } from 'node:http';
import { HttpProxyAgent } from 'http-proxy-agent';
import { HttpsProxyAgent } from 'https-proxy-agent';

/** Returns words for an error message that name the proxy of an agent, without its credentials: empty without a proxy. */
export const throughProxy = (agent: Agent): string =>
  agent instanceof HttpProxyAgent || agent instanceof HttpsProxyAgent ? ` through the proxy ${agent.proxy.host}` : '';
