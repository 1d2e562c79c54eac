import * as http from 'node:http';
import * as https from 'node:https';
import { HttpProxyAgent } from 'http-proxy-agent';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { definedMembers } from '../protocol/codec/definedMembers.js';
import { proxyOf } from './proxy/proxyOf.js';
import { trustedCertificates } from './trustedCertificates.js';

/** The lifetime of an idle connection, in milliseconds: longer than most tools run. A shorter hint of the server wins. */
const KEEP_IDLE = 30_000;

/** Returns the agent for the connections to an address. */
export type AgentOf = (address: URL) => http.Agent;

/**
 * Creates agents as the environment requires. HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY, in upper or lower case,
 * decide about proxies; CODEX_CA_CERTIFICATE or SSL_CERT_FILE adds certificates. An agent keeps its idle connections
 * for 30 s, and none of them keeps the process alive.
 *
 * Errors: the returned function throws `build` for a proxy or a certificate file that cannot be used.
 */
export const environmentAgents = (): AgentOf => {
  const agents = new Map<string, http.Agent>();
  const create = (protocol: string, proxy: URL | undefined): http.Agent => {
    const isSecure = protocol === 'https:' || protocol === 'wss:';
    const secureContext = isSecure || proxy?.protocol === 'https:' ? trustedCertificates(process.env) : undefined;
    const options = { keepAlive: true, timeout: KEEP_IDLE, ...definedMembers({ secureContext }) };
    if (proxy === undefined) return isSecure ? new https.Agent(options) : new http.Agent(options);
    if (protocol === 'http:') return new HttpProxyAgent(proxy, options);
    const tunnels = new HttpsProxyAgent(proxy, options);
    Object.assign(tunnels.options, options); // it forgets them: they would apply to the proxy and not to the server
    return tunnels;
  };
  return (address) => {
    const { protocol } = address;
    const proxy = proxyOf(address);
    const key = `${protocol} ${proxy?.href ?? ''}`;
    const agent = agents.get(key) ?? create(protocol, proxy);
    agents.set(key, agent);
    return agent;
  };
};
