import type { Attributes, Span } from '@opentelemetry/api';
import { notify, type CallEnd, type CallReport, type CallTelemetry, type RetryReport } from '../telemetry/Telemetry.js';
import { answerContent } from './answerContent.js';
import { answerRecord } from './answerRecord.js';
import { ATTRIBUTE, EVENT } from './attributes.js';
import { errorType, recordFailure } from './failure.js';
import { record, recordTokens, type Instruments } from './metrics.js';
import type { RunRecording } from './recordTool.js';
import { redactAttributes } from './redactAttributes.js';
import { requestAttributes } from './requestAttributes.js';
import { requestContent } from './requestContent.js';

/** A call that a span records. */
interface RecordedCall extends RunRecording {
  readonly operation: string;
  readonly call: CallReport;
  /** The attributes that were set when the span started. */
  readonly sampling: Attributes;
}

/** Records the metrics of a call. Tokens of a fetched response were recorded by the call that started it. */
const recordMetrics = (instruments: Instruments, sampling: Attributes, answer: Attributes, end: CallEnd): void => {
  const common = { ...sampling, [ATTRIBUTE.responseModel]: answer[ATTRIBUTE.responseModel] };
  const { [ATTRIBUTE.inputTokens]: input_tokens, [ATTRIBUTE.outputTokens]: output_tokens } = answer;
  if (typeof input_tokens === 'number' && typeof output_tokens === 'number')
    recordTokens(instruments, { input_tokens, output_tokens }, common);
  if (end.firstEventAfter !== undefined) record(instruments.firstChunk, end.firstEventAfter / 1000, common);
  const failure = end.outcome === 'failed' ? { [ATTRIBUTE.errorType]: errorType(end.error) } : {};
  record(instruments.duration, end.duration / 1000, { ...common, ...failure });
};

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
  { operation, call, sampling, contentLimit, instruments }: RecordedCall,
): Pick<CallTelemetry, 'onRetry' | 'onEvent' | 'onEnd'> => {
  const recorded = answerRecord(operation, call.redact);
  const content = contentLimit === undefined ? undefined : answerContent(contentLimit, call.redact);
  return {
    onRetry: (report) => recordRetry(span, report),
    onEvent: (event) => {
      recorded.onEvent(event);
      content?.onEvent(event);
    },
    onEnd: (end) => {
      const answer = recorded.attributes(end);
      notify(() => {
        // The request is described at the end, too: only then are the secrets of the call known.
        span.setAttributes(redactAttributes({ ...sampling, ...requestAttributes(call) }, call.redact));
        if (contentLimit !== undefined) span.setAttributes(requestContent(call, contentLimit));
        span.setAttributes({ ...answer, ...content?.attributes() });
        if (end.outcome === 'failed') recordFailure(span, end.error, content !== undefined);
      });
      span.end();
      const common = redactAttributes(sampling, call.redact);
      notify(() => instruments && recordMetrics(instruments, common, answer, end));
    },
  };
};
