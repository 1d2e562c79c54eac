import { BlockList, isIP } from 'node:net';

/** The port of an address that names none. */
const DEFAULT_PORTS: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443', 'ws:': '80', 'wss:': '443' };

const withoutBrackets = (host: string): string => host.replace(/^\[(.*)\]$/, '$1');

/** Splits an entry into a host and a port. An IPv6 address without brackets has no port. */
const splitEntry = (entry: string): { readonly host: string; readonly port?: string } => {
  const [, host, port] = /^(\[.*\]|[^:]*):(\d+)$/.exec(entry) ?? [];
  if (host === undefined || port === undefined) return { host: withoutBrackets(entry) };
  return { host: withoutBrackets(host), port };
};

const familyOf = (ip: string) => (isIP(ip) === 6 ? 'ipv6' : 'ipv4');

/** Returns the addresses that an entry names: one, a subnet `10.0.0.0/8`, or a range `10.0.0.1-10.0.0.9`. */
const addressesOf = (entry: string): BlockList | undefined => {
  const addresses = new BlockList();
  const [net = '', prefix] = entry.split('/');
  if (isIP(net) !== 0) {
    if (prefix === undefined) addresses.addAddress(net, familyOf(net));
    else if (/^\d+$/.test(prefix) && Number(prefix) <= (isIP(net) === 6 ? 128 : 32))
      addresses.addSubnet(net, Number(prefix), familyOf(net));
    return addresses;
  }
  const [first = '', last = ''] = entry.split('-');
  if (isIP(first) !== 4 || isIP(last) !== 4) return undefined;
  addresses.addRange(first, last, 'ipv4');
  return addresses;
};

const matchesHost = (entry: string, host: string): boolean => {
  if (entry === '*') return true;
  const addresses = addressesOf(entry);
  if (addresses !== undefined) return isIP(host) !== 0 && addresses.check(host, familyOf(host));
  const domain = entry.replace(/^\*?\.?/, '').replace(/\.$/, '');
  return domain !== '' && (host === domain || (isIP(host) === 0 && host.endsWith(`.${domain}`)));
};

// docs/decisions.md: NO_PROXY
/**
 * Returns whether a list of exceptions, as in NO_PROXY, contains an address. An entry is `*`, a domain with all hosts
 * below it (`corp.example`, `.corp.example` or `*.corp.example`), an IP address, a subnet or a range. A port restricts
 * it.
 */
export const bypassesProxy = (exceptions: string, { protocol, hostname, port }: URL): boolean => {
  const host = withoutBrackets(hostname.toLowerCase()).replace(/\.$/, '');
  return exceptions
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .map(splitEntry)
    .some(
      (entry) =>
        (entry.port === undefined || entry.port === (port === '' ? DEFAULT_PORTS[protocol] : port)) &&
        matchesHost(entry.host, host),
    );
};
