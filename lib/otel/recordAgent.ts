import type { Attributes, Span } from '@opentelemetry/api';
import type { AgentEnd, AgentReport, AgentTelemetry } from '../telemetry/AgentTelemetry.js';
import { notify } from '../telemetry/Telemetry.js';
import { ATTRIBUTE, OPERATION } from './attributes.js';
import { redactApiError } from '../telemetry/redactApiError.js';
import { contentList } from './contentList.js';
import { errorType, recordFailure } from './failure.js';
import { textPart } from './messages.js';
import { record, recordTokens, type Instruments } from './metrics.js';
import { providerName } from './providerName.js';
import { redactAttributes } from './redactAttributes.js';
import type { RunRecording } from './recordTool.js';
import { inputContent } from './requestContent.js';

/** The attributes that are set when the span of an agent starts. */
export const agentAttributes = ({ name, provider, model, conversationId }: AgentReport): Attributes => ({
  [ATTRIBUTE.operation]: OPERATION.invokeAgent,
  [ATTRIBUTE.provider]: provider === undefined ? undefined : providerName({ provider, baseUrl: '' }),
  [ATTRIBUTE.agentName]: name,
  [ATTRIBUTE.requestModel]: model,
  [ATTRIBUTE.conversationId]: conversationId,
});

const endAttributes = ({ usage, conversationId }: AgentEnd): Attributes => ({
  ...(conversationId === undefined ? {} : { [ATTRIBUTE.conversationId]: conversationId }),
  ...(usage === undefined
    ? {}
    : {
        [ATTRIBUTE.inputTokens]: usage.input_tokens,
        [ATTRIBUTE.cachedInputTokens]: usage.cached_input_tokens || undefined,
        [ATTRIBUTE.outputTokens]: usage.output_tokens,
        [ATTRIBUTE.reasoningTokens]: usage.reasoning_output_tokens || undefined,
      }),
});

const outputContent = (text: string, maxLength: number, redact: AgentReport['redact']): string | undefined => {
  const content = contentList(maxLength, redact);
  content.add({ role: 'assistant', parts: [textPart(text)] });
  return content.write();
};

const recordMetrics = (instruments: Instruments, run: AgentReport, end: AgentEnd): void => {
  const { operation, provider, agentName, requestModel, errorType: error } = ATTRIBUTE;
  const attributes = agentAttributes(run);
  record(instruments.agentDuration, end.duration / 1000, {
    [agentName]: attributes[agentName],
    [requestModel]: attributes[requestModel],
    ...(end.outcome === 'failed' ? { [error]: errorType(end.error) } : {}),
  });
  // The steps of a loop are calls of a client, which records their tokens.
  if (run.kind === 'process' && end.usage !== undefined)
    recordTokens(instruments, end.usage, {
      [operation]: attributes[operation],
      [provider]: attributes[provider],
      [requestModel]: attributes[requestModel],
    });
};

/** Creates the hook that records the end of an agent's run. */
export const recordAgent = (
  span: Span,
  run: AgentReport,
  { instruments, contentLimit }: RunRecording,
): Pick<AgentTelemetry, 'onEnd'> => {
  return {
    onEnd: (end) => {
      notify(() => {
        // The input is written at the end, too: only then are the secrets of the run known.
        const input = contentLimit === undefined ? undefined : inputContent(run.input, contentLimit, run.redact);
        if (input !== undefined) span.setAttribute(ATTRIBUTE.inputMessages, input);
        span.setAttributes(redactAttributes(endAttributes(end), run.redact));
        const output =
          contentLimit === undefined || end.output === undefined
            ? undefined
            : outputContent(end.output, contentLimit, run.redact);
        if (output !== undefined) span.setAttribute(ATTRIBUTE.outputMessages, output);
        if (end.outcome === 'failed')
          recordFailure(span, end.error && redactApiError(end.error, run.redact), contentLimit !== undefined);
      });
      span.end();
      notify(() => instruments && recordMetrics(instruments, run, end));
    },
  };
};
