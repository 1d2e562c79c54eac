import { definedMembers } from '../protocol/codec/definedMembers.js';
import { buildError } from '../protocol/errors/ApiError.js';
import type { Prompt, TextControls } from '../protocol/Prompt.js';
import { jsonSchemaOf } from '../protocol/schema/jsonSchemaOf.js';
import type { TextParam } from '../protocol/requests/ResponsesApiRequest.js';

/** The name under which an output schema is sent. */
// docs/wire.md, section 6.3
const SCHEMA_NAME = 'codex_output_schema';

/**
 * Builds the member `text` from the verbosity, the format and the output schema; returns undefined, so that the key is
 * left out, if none is given.
 *
 * @throws a `build` error for an output schema beside a format.
 *
 * @example
 * textParam({ verbosity: 'low' }, undefined); // { verbosity: 'low' }
 */
export const textParam = (
  controls: TextControls | undefined,
  outputSchema: Prompt['outputSchema'],
): TextParam | undefined => {
  const { verbosity, format } = controls ?? {};
  if (format !== undefined && outputSchema !== undefined)
    throw buildError('outputSchema and text.format contradict each other: give only one of them');
  const schema =
    outputSchema === undefined
      ? undefined
      : ({ type: 'json_schema', strict: true, schema: jsonSchemaOf(outputSchema), name: SCHEMA_NAME } as const);
  const chosen = format ?? schema;
  return verbosity === undefined && chosen === undefined ? undefined : definedMembers({ verbosity, format: chosen });
};
