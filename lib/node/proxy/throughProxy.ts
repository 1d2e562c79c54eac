import type { Agent } from 'node:http';
import { HttpProxyAgent } from 'http-proxy-agent';
import { HttpsProxyAgent } from 'https-proxy-agent';

/** Returns the part of an error message that names the proxy of an agent, without its credentials. Empty without one. */
export const throughProxy = (agent: Agent): string =>
  agent instanceof HttpProxyAgent || agent instanceof HttpsProxyAgent ? ` through the proxy ${agent.proxy.host}` : '';
