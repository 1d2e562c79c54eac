import type { HttpRequest } from '../../provider/HttpRequest.js';
import { pageOrigin } from '../../provider/resolveUrl.js';

const KEY_HEADERS = ['authorization', 'api-key', 'x-api-key', 'x-goog-api-key'];
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\]|.+\.localhost)$/;

/** The documents that the warning was written for, so that each of them has it once. */
const warned = new WeakSet();

const isLoopback = (origin: string): boolean => LOOPBACK.test(new URL(origin).hostname);

/**
 * Writes a warning to the console of a page that sends a key to another origin: everybody who opens the page can read
 * the key. The warning is written once per page, and only while the page is developed, i.e. served from this computer.
 */
export const warnOfKeyInPage = ({ url, headers }: Pick<HttpRequest, 'url' | 'headers'>): void => {
  const page = pageOrigin();
  if (page === undefined || !('document' in globalThis) || !URL.canParse(page) || !URL.canParse(url)) return;
  const { origin } = new URL(url);
  if (!isLoopback(page) || isLoopback(origin) || origin === page || warned.has(globalThis.document)) return;
  if (!KEY_HEADERS.some((name) => headers.has(name))) return;
  warned.add(globalThis.document);
  console.warn(
    `codex-rx: this page sends an API key to ${origin}. Everybody who opens the page can read the key and use it. ` +
      'Keep the key on your server, behind the relay of codex-rx/relay, and use RelayClient in the page.',
  );
};
