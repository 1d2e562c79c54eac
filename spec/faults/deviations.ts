// Where the suite's rows expect something else than the catalogue's ideal, and why. Everything that is not named here is
// expected as the catalogue has it.

/** Rows that are played, and end otherwise than the catalogue wants. */
export const deviations: Readonly<Record<string, string>> = {
  'reset-before-first-event':
    'An error, where the catalogue retries. A head is a value here, and a retry ends where a head begins: that nothing is asked for twice is then a type and not a rule.',
  'eof-before-first-event': 'An error and no retry, for the same reason.',
  'comments-forever':
    'Comments do not count, as in codex; `countComments` makes them count, and only a deadline ends them then.',
  'pings-forever':
    'Pings are events, and keep the stream alive. A deadline for the whole answer is the caller’s: `signal: AbortSignal.timeout(ms)`, whose error is `network` with the code ABORT_ERR.',
  '200-only-done': 'Completes without text on both wires: the server said that the answer is whole.',
  'finish-then-hang': 'Chat completes when the idle time is over: the finish reason made the answer whole.',
  'big-final': 'Too large by default (10 Mi characters), and allowed with `maxBufferSize`.',
  'malformed-json-frame':
    'Skipped and reported to telemetry, as in codex; `parseJson({ malformed: "fail" })` is strict.',
  'encoding-unknown': 'Both transports pass such a body on as it is, and so it is read.',
  'gzip-flush-per-event':
    'Played without an end, so that what was delivered can only have come event by event; it ends with the idle time.',
  '501': 'Retried like every 5xx; `retry5xx: false` retries none.',
  'conn-silent': 'The server of this suite sees the requests that it does not answer: 3, where the catalogue counts 0.',
  'cli-throw-in-next': 'RxJS reports it and goes on: the stream is delivered to its end.',
  'cli-proxy-env':
    'HTTP_PROXY and HTTPS_PROXY are not read: a transport of your own, or the runtime’s (NODE_USE_ENV_PROXY), decides.',
};

/** Rows that cannot be played on loopback. */
export const notPlayed: Readonly<Record<string, string>> = {
  'dns-failure':
    'A name that does not resolve asks a resolver, and tests need no network; the row conn-refused takes the same way out, with ENOTFOUND in place of ECONNREFUSED.',
};
