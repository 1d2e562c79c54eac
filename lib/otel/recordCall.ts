import type { Span } from '@opentelemetry/api';
import { notify, type CallReport, type CallTelemetry, type RetryReport } from '../telemetry/Telemetry.js';
import { answerContent } from './answerContent.js';
import { answerRecord } from './answerRecord.js';
import { ATTRIBUTE, EVENT } from './attributes.js';
import { errorType, recordFailure } from './failure.js';
import { requestAttributes } from './requestAttributes.js';
import { requestContent } from './requestContent.js';

/** A call that a span records. */
interface RecordedCall {
  readonly operation: string;
  readonly call: CallReport;
  /** The maximum number of characters of each attribute with content. If undefined, content is not recorded. */
  readonly contentLimit: number | undefined;
}

const recordRetry = (span: Span, { retry, delay, error }: RetryReport): void => {
  span.addEvent(EVENT.retry, {
    [ATTRIBUTE.retryNumber]: retry,
    [ATTRIBUTE.retryDelay]: delay / 1000,
    [ATTRIBUTE.errorType]: errorType(error),
  });
};

/** Creates the hooks that record a call on its span. The span ends even if an attribute cannot be written. */
export const recordCall = (
  span: Span,
  { operation, call, contentLimit }: RecordedCall,
): Pick<CallTelemetry, 'onRetry' | 'onEvent' | 'onEnd'> => {
  const record = answerRecord(operation, call.redact);
  const content = contentLimit === undefined ? undefined : answerContent(contentLimit, call.redact);
  notify(() => {
    span.setAttributes(requestAttributes(call));
  });
  return {
    onRetry: (report) => recordRetry(span, report),
    onEvent: (event) => {
      record.onEvent(event);
      content?.onEvent(event);
    },
    onEnd: (end) => {
      notify(() => {
        // The content of the request is written at the end, too: only then are the secrets of the call known.
        if (contentLimit !== undefined) span.setAttributes(requestContent(call, contentLimit));
        span.setAttributes({ ...record.attributes(end), ...content?.attributes() });
        if (end.outcome === 'failed') recordFailure(span, end.error, content !== undefined);
      });
      span.end();
    },
  };
};
