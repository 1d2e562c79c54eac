import type { ApiErrorData } from '../protocol/errors/apiErrorData.js';
import { foldApiError } from '../protocol/errors/foldApiError.js';
import type { TransportError } from '../protocol/errors/TransportError.js';

/** The exit codes of the program. */
export const ExitCode = {
  /** The answer is complete, or was cut short by a limit of the request, which the summary shows. */
  ok: 0,
  /** The server reported an error that no other code covers, the answer to --schema is not JSON, or serve cannot listen. */
  failed: 1,
  /** The command line, the options or the address are wrong; nothing was sent. */
  usage: 2,
  /** The key is missing, wrong or not allowed: 401, 403. */
  unauthorized: 3,
  /** The connection failed or was lost before the answer: unknown host, refused, reset, certificate. */
  network: 4,
  /** A timeout: no answer, or a stream that stalled. */
  timeout: 5,
  /** A rate limit or a quota: 429. */
  limit: 6,
  /** The answer was cut off or not valid. */
  broken: 7,
  /** A file could not be read, or the output could not be written. */
  file: 8,
  /** The user pressed Ctrl-C. */
  interrupted: 130,
  /** The reader of the output closed the pipe. */
  outputClosed: 141,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

const ofStatus = (status: number): ExitCode => {
  if (status === 401 || status === 403) return ExitCode.unauthorized;
  return status === 429 ? ExitCode.limit : ExitCode.failed;
};

const ofTransport = (error: TransportError): ExitCode => {
  switch (error.type) {
    case 'http':
      return ofStatus(error.status);
    case 'timeout':
      return ExitCode.timeout;
    case 'network':
      return ExitCode.network;
    case 'build':
      return ExitCode.usage;
  }
};

/** Returns the exit code for an error. */
export const exitCodeOf: (error: ApiErrorData) => ExitCode = foldApiError<ExitCode>({
  transport: ({ error }) => ofTransport(error),
  api: ({ status }) => ofStatus(status),
  stream: ({ reason }) => (reason === 'idle' ? ExitCode.timeout : ExitCode.broken),
  file: () => ExitCode.file,
  unauthorized: () => ExitCode.unauthorized,
  not_found: () => ExitCode.failed,
  context_window_exceeded: () => ExitCode.failed,
  quota_exceeded: () => ExitCode.limit,
  usage_not_included: () => ExitCode.limit,
  retryable: () => ExitCode.failed,
  rate_limit: () => ExitCode.limit,
  incomplete: () => ExitCode.failed,
  invalid_request: () => ExitCode.failed,
  server_overloaded: () => ExitCode.failed,
  cyber_policy: () => ExitCode.failed,
});
