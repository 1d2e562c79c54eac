// The rows for which the suite expects something other than the catalogue's ideal, and why. Every other row is expected
// to end as the catalogue describes.

/** The rows that are played and do not end as the catalogue describes. */
export const deviations: Readonly<Record<string, string>> = {
  'reset-before-first-event':
    'An error, where the catalogue retries. Retries end once the response headers have been emitted, so that no answer is requested twice.',
  'eof-before-first-event': 'An error and no retry, for the same reason.',
  'comments-forever':
    'Comments do not restart the idle timeout, as in codex. With `countComments` they do, and then only a deadline ends such a stream.',
  'pings-forever':
    'Pings are events and keep the stream alive. The caller can set a deadline for the complete answer with `signal: AbortSignal.timeout(ms)`; its error is `network` with the code ABORT_ERR.',
  '200-only-done': 'Completes without text in both APIs: the server reported a complete answer.',
  'finish-then-hang': 'Chat completes at the idle timeout: the answer is complete with its finish reason.',
  'big-final': 'Too large by default (10 Mi characters), and allowed with `maxBufferSize`.',
  'malformed-json-frame':
    'Skipped and reported to telemetry; codex skips it too. `parseJson({ malformed: "fail" })` makes it an error.',
  'encoding-unknown': 'Both transports pass such a body on unchanged, so it is read.',
  'gzip-flush-per-event':
    'Played without an end, so that delivered events cannot have been flushed by the end of the body. It ends at the idle timeout.',
  '501': 'Retried like every 5xx; `retry5xx: false` retries none.',
  'conn-silent': 'The server of this suite sees the requests that it does not answer: 3, where the catalogue counts 0.',
  'cli-throw-in-next': 'RxJS reports the error and continues: the stream is delivered to its end.',
  'cli-proxy-env':
    'HTTP_PROXY and HTTPS_PROXY are not read. Use a custom transport or the runtime’s support (NODE_USE_ENV_PROXY).',
};

/** The rows that cannot be played on loopback. */
export const notPlayed: Readonly<Record<string, string>> = {
  'dns-failure':
    'An unknown name needs a resolver, and tests use no network. The row conn-refused tests the same path, with ECONNREFUSED instead of ENOTFOUND.',
};
