/** An address without the user name, the password, the query and the fragment in it: what logs and hooks may hold. */
export const publicUrl = (url: string): string => {
  if (!URL.canParse(url)) return '(not a URL)';
  const { protocol, host, pathname, username, password, search, hash } = new URL(url);
  if (username + password + search + hash === '') return url;
  return `${protocol}//${host}${pathname === '/' ? '' : pathname}`;
};
