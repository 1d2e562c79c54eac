import { definedMembers } from '../protocol/codec/definedMembers.js';
import type { Prompt, TextControls } from '../protocol/Prompt.js';
import type { TextParam } from '../protocol/ResponsesApiRequest.js';

/** The name of an output schema on the wire. */
// docs/wire.md, section 6.3
const SCHEMA_NAME = 'codex_output_schema';

/** Builds the member `text` from the verbosity and the output schema; undefined, for no key, without either. */
export const textParam = (
  controls: TextControls | undefined,
  outputSchema: Prompt['outputSchema'],
): TextParam | undefined => {
  const verbosity = controls?.verbosity;
  if (verbosity === undefined && outputSchema === undefined) return undefined;
  return definedMembers({
    verbosity,
    format:
      outputSchema === undefined
        ? undefined
        : ({ type: 'json_schema', strict: true, schema: outputSchema, name: SCHEMA_NAME } as const),
  });
};
