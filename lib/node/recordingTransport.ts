import { defer, finalize, map, tap, type SchedulerLike } from 'rxjs';
import { recordStream } from '../operators/http/recordStream.js';
import type { ApiError } from '../protocol/errors/ApiError.js';
import type { HttpRequest } from '../provider/HttpRequest.js';
import { createRedactor } from '../telemetry/Redactor.js';
import { notify } from '../telemetry/Telemetry.js';
import type { HttpTransport } from '../transport/HttpTransport.js';
import { fileError } from './fileError.js';
import { createLineFiles, type LineFile } from './lineFiles.js';
import { nodeTransport } from './nodeTransport.js';

/** How recordings are made. */
export interface RecordingTransportOptions {
  /** Told once for every recording that cannot be written: `stream`, with the operating system's text. */
  readonly onError?: ((error: ApiError) => void) | undefined;
  /** Tells the time. Default: asyncScheduler. */
  readonly scheduler?: SchedulerLike | undefined;
}

const NO_FILE: LineFile = { write: () => undefined, close: () => undefined };

/**
 * A transport that writes down what comes through another one; see `Recording` for the file. The file is created when
 * the head comes, and whole soon after the body has ended or its subscriber has left. Nothing of the request is
 * written, and the credentials that it was sent with are masked where the server repeats them.
 *
 * What is written is what `recordStream` writes: the head, each chunk with its time, and how the body ended.
 *
 * A later answer to the same path takes the place of an earlier one, so that a client's last attempt is what remains.
 * Give a function where requests run side by side, or where every attempt counts.
 *
 * Errors: the transport's. A file that cannot be written is told to `onError` and changes nothing else. Teardown: the
 * transport's.
 *
 * @param path the file, or which file a request's answer goes to.
 * @param transport what sends the requests. Default: `nodeTransport()`.
 *
 * @example
 * let count = 0;
 * const transport = recordingTransport(() => `incident-${++count}.jsonl`);
 * const client = new ResponsesClient({ provider, auth, transport });
 */
export const recordingTransport = (
  path: string | ((request: HttpRequest) => string),
  transport: HttpTransport = nodeTransport(),
  { onError, scheduler }: RecordingTransportOptions = {},
): HttpTransport => {
  const open = createLineFiles();
  const tell = (cause: unknown) => notify(() => onError?.(fileError(cause)));
  const fileFor = (request: HttpRequest): LineFile => {
    try {
      return open(typeof path === 'string' ? path : path(request), tell);
    } catch (cause) {
      tell(cause);
      return NO_FILE;
    }
  };

  return {
    stream: (request, demand) =>
      defer(() => {
        const secrets = createRedactor();
        notify(() => secrets.learn(request)); // an address that is no URL is the transport's to refuse
        let file = NO_FILE;
        return transport.stream(request, demand).pipe(
          tap(() => (file = fileFor(request))),
          recordStream((line) => file.write(line), { redact: secrets.redact, scheduler }),
          map((head) => ({ ...head, bytes: head.bytes.pipe(finalize(() => file.close())) })),
        );
      }),
  };
};
