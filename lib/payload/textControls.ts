import { definedMembers } from '../protocol/codec/definedMembers.js';
import type { Prompt, TextControls } from '../protocol/Prompt.js';
import type { TextParam } from '../protocol/ResponsesApiRequest.js';

/** The name that a schema bears on the wire. */
const SCHEMA_NAME = 'codex_output_schema';

/** The `text` member: verbosity and the schema of the answer; undefined (no key) without either. Source: wire.md 6.3. */
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
