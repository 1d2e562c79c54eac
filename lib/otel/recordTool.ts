import type { Attributes, Span } from '@opentelemetry/api';
import { writeJsonText } from '../protocol/codec/json.js';
import type { ToolEnd, ToolReport, ToolTelemetry } from '../telemetry/AgentTelemetry.js';
import { notify } from '../telemetry/Telemetry.js';
import { ATTRIBUTE, OPERATION } from './attributes.js';
import { anyErrorType, recordAnyFailure } from './failure.js';
import { itemMessage } from './messages.js';
import { record, type Instruments } from './metrics.js';

/** The recording of a run. */
export interface RunRecording {
  readonly instruments: Instruments | undefined;
  /** The maximum number of characters of each attribute with content. If undefined, content is not recorded. */
  readonly contentLimit: number | undefined;
}

/** Truncates a text to a number of characters. */
const cut = (text: string, limit: number): string => (text.length > limit ? `${text.slice(0, limit - 1)}…` : text);

/** The output without the bytes of pictures. */
const resultText = (output: NonNullable<ToolEnd['output']>): string => {
  if (typeof output === 'string') return output;
  const [part] = itemMessage({ type: 'function_call_output', call_id: '', output }).parts;
  return writeJsonText(part?.['response']) ?? '';
};

/** The attributes that are set when the span of a tool starts. The id of the call comes from the server. */
export const toolAttributes = ({ name, description, callId, agent, redact }: ToolReport): Attributes => ({
  [ATTRIBUTE.operation]: OPERATION.executeTool,
  [ATTRIBUTE.toolName]: name,
  [ATTRIBUTE.toolCallId]: redact(callId),
  [ATTRIBUTE.toolDescription]: description,
  [ATTRIBUTE.toolType]: 'function',
  [ATTRIBUTE.agentName]: agent,
});

/** Creates the hook that records the end of a tool's run. */
export const recordTool = (
  span: Span,
  { name, agent, input, redact }: ToolReport,
  { instruments, contentLimit }: RunRecording,
): Pick<ToolTelemetry, 'onEnd'> => {
  return {
    onEnd: ({ outcome, error, output, duration }) => {
      const failure = outcome === 'failed' ? { [ATTRIBUTE.errorType]: redact(anyErrorType(error)) } : {};
      notify(() => {
        if (contentLimit !== undefined) span.setAttribute(ATTRIBUTE.toolArguments, cut(redact(input), contentLimit));
        if (contentLimit !== undefined && output !== undefined)
          span.setAttribute(ATTRIBUTE.toolResult, cut(redact(resultText(output)), contentLimit));
        if (outcome === 'failed') recordAnyFailure(span, error, { mayQuote: contentLimit !== undefined, redact });
      });
      span.end();
      const attributes = {
        [ATTRIBUTE.toolName]: name,
        [ATTRIBUTE.toolType]: 'function',
        [ATTRIBUTE.agentName]: agent,
        ...failure,
      };
      notify(() => instruments && record(instruments.toolDuration, duration / 1000, attributes));
    },
  };
};
