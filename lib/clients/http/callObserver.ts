import type { ApiError } from '../../protocol/errors/ApiError.js';
import type { HttpRequest } from '../../provider/HttpRequest.js';
import type { ResponseEvent } from '../../protocol/ResponseEvent.js';
import { keepSecrets } from '../../telemetry/eventSecrets.js';
import { redactApiError } from '../../telemetry/redactApiError.js';
import type { Redactor } from '../../telemetry/Redactor.js';
import { notify, type CallTelemetry, type RetryReport, type SkippedFrame } from '../../telemetry/Telemetry.js';
import { warnOfKeyInPage } from './warnOfKeyInPage.js';

/** The reporting functions of one call. They mask the credentials of the call. */
export interface CallObserver {
  /** The hooks of this call. */
  readonly telemetry: CallTelemetry;
  /** Receives each request with its credentials, so that they can be masked. */
  readonly onSend: (request: HttpRequest) => void;
  /** Receives events before they are emitted, so that a tool loop finds the credentials of its calls. */
  readonly onEmit: (event: ResponseEvent) => void;
  readonly redact: (error: ApiError) => ApiError;
  readonly redactText: (text: string) => string;
  readonly onRetry: (report: RetryReport) => void;
  /** Reports a skipped frame. It is undefined without a listener, because quoting a long frame takes time. */
  readonly onSkipped: ((skipped: SkippedFrame) => void) | undefined;
}

/** Creates the reporting functions of one subscription. Credentials may differ from one subscription to the next. */
export const callObserver = (telemetry: CallTelemetry, secrets: Redactor): CallObserver => {
  const redact = (error: ApiError): ApiError => {
    const clean = redactApiError(error, secrets.redact);
    keepSecrets(clean, secrets);
    return clean;
  };
  return {
    telemetry,
    onSend: (request) => {
      secrets.learn(request);
      warnOfKeyInPage(request);
    },
    onEmit: (event) => keepSecrets(event, secrets),
    redact,
    redactText: secrets.redact,
    onRetry: (report) => {
      notify(() => telemetry.onRetry?.({ ...report, error: redact(report.error) }));
    },
    onSkipped:
      telemetry.onSkipped &&
      (({ reason, excerpt }) => {
        notify(() => telemetry.onSkipped?.({ reason: secrets.redact(reason), excerpt: secrets.redact(excerpt) }));
      }),
  };
};
