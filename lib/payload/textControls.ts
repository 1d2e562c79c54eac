import { definedMembers } from '../protocol/codec/definedMembers.js';
import type { Prompt, TextControls } from '../protocol/Prompt.js';
import { jsonSchemaOf } from '../protocol/schema/jsonSchemaOf.js';
import type { TextParam } from '../protocol/ResponsesApiRequest.js';

/** The name under which an output schema is sent. */
// docs/wire.md, section 6.3
const SCHEMA_NAME = 'codex_output_schema';

/**
 * Builds the member `text` from the verbosity and the output schema; returns undefined, so that the key is left out, if
 * neither is given.
 */
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
        : ({ type: 'json_schema', strict: true, schema: jsonSchemaOf(outputSchema), name: SCHEMA_NAME } as const),
  });
};
