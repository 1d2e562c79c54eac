import { defer, finalize, map, tap, type SchedulerLike } from 'rxjs';
import { recordExchange } from '../../operators/http/recordExchange.js';
import { recordStream } from '../../operators/http/recordStream.js';
import type { ApiError } from '../../protocol/errors/ApiError.js';
import { toBinaryText } from '../../protocol/codec/binary.js';
import type { HttpRequest } from '../../provider/HttpRequest.js';
import { createRedactor } from '../../telemetry/Redactor.js';
import { notify } from '../../telemetry/Telemetry.js';
import type { HttpTransport } from '../../transport/HttpTransport.js';
import { fileError } from '../fileError.js';
import { createLineFiles, type LineFile } from './lineFiles.js';
import { createMarbleFiles, isMarblePath } from './marbleFiles.js';
import { nodeTransport } from '../nodeTransport.js';

/** Options for `recordingTransport`. */
export interface RecordingTransportOptions {
  /**
   * A callback, called once for each recording that cannot be written, with an `ApiError` of type `file` that has the
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
 * Creates a transport that records the responses of another one to files. The extension of the path decides the format.
 *
 * `.marble`: a file that people can read, with the requests (method, path and some headers) and responses, retries
 * included, and their times. It is written when a head (status and headers) arrives and when a request ends. It holds
 * the latest 35 requests and 32 MiB of their bodies.
 *
 * Any other extension: a `Recording` as lines of JSON, without any part of the request. It is written while the body
 * arrives, and is complete soon after the body has ended or has been unsubscribed from. A later response to the same
 * path replaces the earlier one, so the file holds a client's last attempt.
 *
 * Pass a function to divide the requests among files, or to record requests that run at the same time. The credentials
 * of the requests are never written: they are masked if the server repeats them.
 *
 * Errors: errors of the transport pass through. A file that cannot be written is reported to `onError` and does not
 * affect the stream. Teardown: unsubscribes from the transport.
 *
 * @param path the file, or a function that returns the file for a request, called when the request is sent.
 * @param transport the transport that sends the requests. Default: `nodeTransport()`.
 *
 * @example
 * const transport = recordingTransport('incident.marble');
 * const client = new ResponsesClient({ provider, auth, transport });
 */
export const recordingTransport = (
  path: string | ((request: HttpRequest) => string),
  transport: HttpTransport = nodeTransport(),
  { onError, scheduler }: RecordingTransportOptions = {},
): HttpTransport => {
  const open = createLineFiles();
  const report = (cause: unknown) => notify(() => onError?.(fileError(cause)));
  const marbleFileAt = createMarbleFiles(open, report, scheduler);
  const pathFor = (request: HttpRequest): string | undefined => {
    try {
      return typeof path === 'string' ? path : path(request);
    } catch (cause) {
      report(cause);
      return undefined;
    }
  };

  return {
    stream: (request, demand) =>
      defer(() => {
        const target = pathFor(request);
        const heads = transport.stream(request, demand);
        if (target === undefined) return heads;
        if (isMarblePath(target)) return heads.pipe(recordExchange(marbleFileAt(target, request), request));
        const secrets = createRedactor();
        secrets.learn(request);
        secrets.learnValues(secrets.values().flatMap(asBytes));
        let file = NO_FILE;
        return heads.pipe(
          tap(() => (file = open(target, report))),
          recordStream((line) => file.write(line), { redact: secrets.redact, scheduler }),
          map((head) => ({ ...head, bytes: head.bytes.pipe(finalize(() => file.close())) })),
        );
      }),
  };
};
