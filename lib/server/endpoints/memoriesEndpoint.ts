import { isJsonObject } from '../../protocol/codec/json.js';
import { unaryEndpoint } from './unaryEndpoint.js';

const summarise = (trace: unknown, index: number) => {
  const id = isJsonObject(trace) && typeof trace['id'] === 'string' ? trace['id'] : `number ${index + 1}`;
  return { trace_summary: `This is what happened in trace ${id}.`, memory_summary: `Remember trace ${id}.` };
};

/** `POST /v1/memories/trace_summarize`: one summary per trace, in the order of the traces. */
// docs/wire.md, section 6.8
export const memoriesEndpoint = unaryEndpoint('POST', ({ body }) => {
  const { traces } = isJsonObject(body) ? body : {};
  return { output: Array.isArray(traces) ? traces.map(summarise) : [] };
});
