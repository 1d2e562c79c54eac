import { defer, finalize, map, tap, type SchedulerLike } from 'rxjs';
import { recordStream } from '../operators/http/recordStream.js';
import type { ApiError } from '../protocol/errors/ApiError.js';
import { toBinaryText } from '../protocol/codec/binary.js';
import type { HttpRequest } from '../provider/HttpRequest.js';
import { createRedactor } from '../telemetry/Redactor.js';
import { notify } from '../telemetry/Telemetry.js';
import type { HttpTransport } from '../transport/HttpTransport.js';
import { fileError } from './fileError.js';
import { createLineFiles, type LineFile } from './lineFiles.js';
import { nodeTransport } from './nodeTransport.js';

/** Options for `recordingTransport`. */
export interface RecordingTransportOptions {
  /**
   * A callback, called once for each recording that cannot be written, with an `ApiError` of type `stream` that has the
   * operating system's message.
   */
  readonly onError?: ((error: ApiError) => void) | undefined;
  /** The scheduler used to measure the recorded times. Default: asyncScheduler. */
  readonly scheduler?: SchedulerLike | undefined;
}

const NO_FILE: LineFile = { write: () => undefined, close: () => undefined };

/**
 * A secret with letters such as é, as the bytes in which a recording is searched: such a letter is two bytes, which differ
 * for a capital. Other secrets are the same as bytes.
 */
const asBytes = (secret: string): readonly string[] =>
  [secret, secret.toLowerCase(), secret.toUpperCase()]
    .map((form) => [form, toBinaryText(new TextEncoder().encode(form))] as const)
    .flatMap(([form, binary]) => (binary === form ? [] : [binary]));

/**
 * Creates a transport that records the responses of another one to files. Like `recordStream`, it writes the status and
 * headers, each chunk with its time, and how the body ended; see `Recording` for the format. The file is created when
 * the response headers arrive. It is complete soon after the body has ended or has been unsubscribed from. No part of
 * the request is written. The request's credentials are masked if the server repeats them.
 *
 * A later response to the same path replaces the earlier one, so the file holds a client's last attempt. Pass a
 * function to keep every attempt, or to record requests that run at the same time.
 *
 * Errors: errors of the transport pass through. A file that cannot be written is reported to `onError` and does not
 * affect the stream. Teardown: unsubscribes from the transport.
 *
 * @param path the file, or a function that returns the file for a request.
 * @param transport the transport that sends the requests. Default: `nodeTransport()`.
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
  const report = (cause: unknown) => notify(() => onError?.(fileError(cause)));
  const fileFor = (request: HttpRequest): LineFile => {
    try {
      return open(typeof path === 'string' ? path : path(request), report);
    } catch (cause) {
      report(cause);
      return NO_FILE;
    }
  };

  return {
    stream: (request, demand) =>
      defer(() => {
        const secrets = createRedactor();
        secrets.learn(request);
        secrets.learnValues(secrets.values().flatMap(asBytes));
        let file = NO_FILE;
        return transport.stream(request, demand).pipe(
          tap(() => (file = fileFor(request))),
          recordStream((line) => file.write(line), { redact: secrets.redact, scheduler }),
          map((head) => ({ ...head, bytes: head.bytes.pipe(finalize(() => file.close())) })),
        );
      }),
  };
};
