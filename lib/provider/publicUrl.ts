import { resolveUrl } from './resolveUrl.js';

/**
 * Removes the user name, the password, the query and the fragment from a URL, so that logs and hooks contain no secret.
 */
export const publicUrl = (url: string): string => {
  const resolved = resolveUrl(url);
  if (resolved === undefined) return '(not a URL)';
  const { protocol, host, pathname, username, password, search, hash } = resolved;
  if (username + password + search + hash === '') return url;
  return `${protocol}//${host}${pathname === '/' ? '' : pathname}`;
};
