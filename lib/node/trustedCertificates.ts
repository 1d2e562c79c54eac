import { readFileSync } from 'node:fs';
import * as tls from 'node:tls';
import { buildError } from '../protocol/errors/ApiError.js';
import { reasonOf } from '../protocol/errors/reasonOf.js';

/** The environment variables that name a file with further authorities, the more specific one first. */
const FILES = ['CODEX_CA_CERTIFICATE', 'SSL_CERT_FILE'] as const;

type Environment = Readonly<Record<string, string | undefined>>;

const read = (variable: string, path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw buildError(`${variable} must name a readable file with certificates (PEM): ${reasonOf(cause)}`, cause);
  }
};

interface Lister {
  getCACertificates(kind: 'default'): readonly string[];
}

const isLister = (module: object): module is Lister =>
  'getCACertificates' in module && typeof module.getCACertificates === 'function';

/** The certificates that Node trusts by default. Before 22.15 it cannot list the certificates of NODE_EXTRA_CA_CERTS. */
const defaults = (env: Environment): readonly string[] => {
  if (isLister(tls)) return tls.getCACertificates('default');
  const extra = env['NODE_EXTRA_CA_CERTS'];
  return extra === undefined ? tls.rootCertificates : [...tls.rootCertificates, read('NODE_EXTRA_CA_CERTS', extra)];
};

/**
 * The certificates that a TLS connection trusts: those that Node trusts, and those in the file that CODEX_CA_CERTIFICATE
 * or else SSL_CERT_FILE names. Undefined without such a file.
 *
 * Errors: `build` for a file that cannot be read or that holds no certificates.
 */
export const trustedCertificates = (env: Environment): tls.SecureContext | undefined => {
  for (const variable of FILES) {
    const path = env[variable];
    if (path === undefined || path === '') continue;
    const given = read(variable, path);
    if (!given.includes('-----BEGIN CERTIFICATE-----') && !given.includes('-----BEGIN TRUSTED CERTIFICATE-----'))
      throw buildError(`${variable} must name a file with certificates (PEM), and ${path} holds none`);
    // One context for all connections: each would otherwise parse the whole list again.
    return tls.createSecureContext({ ca: [...defaults(env), given] });
  }
  return undefined;
};
