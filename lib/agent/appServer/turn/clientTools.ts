import { filter, map, type Observable } from 'rxjs';
import { runTool, type Tools } from '../../../operators/answer/runTool.js';
import type { ToolOutput } from '../../../answer/AnswerEvent.js';
import { writeJsonText, type JsonObject } from '../../../protocol/codec/json.js';
import { textIn } from '../members.js';

/** Tools of this application that the agent can call. */
export interface AgentTools {
  /** The declarations, in the form of the Responses API: `{ type: 'function', name, description, parameters }`. */
  readonly declarations: readonly JsonObject[];
  /** The functions, as for `runTools`. */
  readonly run: Tools;
}

/** Writes the declarations of tools in the form of the app-server. */
export const declarationsOf = ({ declarations }: AgentTools): readonly JsonObject[] =>
  declarations.map((tool) => ({
    type: 'function',
    name: textIn(tool, 'name') ?? '',
    description: textIn(tool, 'description') ?? '',
    inputSchema: tool['parameters'] ?? { type: 'object', properties: {} },
  }));

const contentOf = (output: ToolOutput): readonly JsonObject[] =>
  typeof output === 'string'
    ? [{ type: 'inputText', text: output }]
    : output.map((part) => {
        if (part.type === 'input_image') return { type: 'inputImage', imageUrl: part.image_url };
        return { type: 'inputText', text: 'text' in part ? part.text : (writeJsonText(part) ?? '') };
      });

/**
 * Runs a tool for an `item/tool/call` and emits the result of that request. A tool that fails is reported to the model,
 * as by `runTools`. Unsubscribing unsubscribes from the tool.
 */
export const callTool = (tools: AgentTools, params: JsonObject): Observable<JsonObject> => {
  const call = {
    type: 'function_call',
    name: textIn(params, 'tool') ?? '',
    call_id: textIn(params, 'callId') ?? '',
    arguments: writeJsonText(params['arguments'] ?? {}) ?? '{}',
  } as const;
  return runTool(call, tools.run, {}).pipe(
    filter((event) => event.type === 'tool_finished'),
    map(({ output, outcome }) => ({ contentItems: contentOf(output), success: outcome === 'ok' })),
  );
};
