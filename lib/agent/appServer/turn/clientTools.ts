import { defaultIfEmpty, filter, map, of, type Observable } from 'rxjs';
import { runTool } from '../../../operators/tools/runTool.js';
import type { Tool, Tools } from '../../../operators/tools/Tools.js';
import { toolSet } from '../../../operators/tools/toolSet.js';
import type { ToolOutput } from '../../../answer/AnswerEvent.js';
import type { LoopTelemetry } from '../../../telemetry/AgentTelemetry.js';
import { isPresent, writeJsonText, type JsonObject } from '../../../protocol/codec/json.js';
import { textIn } from '../members.js';

/** Functions of this application with declarations of their own. */
export interface DeclaredTools {
  /** The declarations, in the form of the Responses API: `{ type: 'function', name, description, parameters }`. */
  readonly declarations: readonly JsonObject[];
  /** The functions, as for `runTools`. */
  readonly run: Tools;
}

/** Tools of this application that the agent can call: tools created with `tool`, or functions with declarations. */
export type AgentTools = readonly Tool[] | DeclaredTools;

const isDeclared = (tools: AgentTools): tools is DeclaredTools => 'declarations' in tools;

/** Writes the declarations of tools in the form of the app-server. */
export const declarationsOf = (tools: AgentTools): readonly JsonObject[] =>
  isDeclared(tools)
    ? tools.declarations.map((tool) => ({
        type: 'function',
        name: textIn(tool, 'name') ?? '',
        description: textIn(tool, 'description') ?? '',
        inputSchema: tool['parameters'] ?? { type: 'object', properties: {} },
      }))
    : tools.map(({ name, description = '', parameters }) => ({
        type: 'function',
        name,
        description,
        inputSchema: parameters,
      }));

const NEEDS_APPROVAL = 'error: the tool needs an approval, which cannot be given while the agent works.';

const UNREADABLE = 'error: the arguments are nested too deeply; the tool was not run.';

const contentOf = (output: ToolOutput): readonly JsonObject[] =>
  typeof output === 'string'
    ? [{ type: 'inputText', text: output }]
    : output.map((part) => {
        if (part.type === 'input_image' && isPresent(part.image_url))
          return { type: 'inputImage', imageUrl: part.image_url };
        return { type: 'inputText', text: 'text' in part ? part.text : (writeJsonText(part) ?? '') };
      });

/**
 * Runs a tool for an `item/tool/call` and emits the result of that request. A tool that fails is reported to the model,
 * as by `runTools`. Unsubscribing unsubscribes from the tool.
 */
export const callTool = (tools: AgentTools, params: JsonObject, telemetry?: LoopTelemetry): Observable<JsonObject> => {
  const given = writeJsonText(params['arguments'] ?? {});
  // Nested too deeply for JSON: with other arguments than the model's, the tool must not run.
  if (given === undefined) return of({ contentItems: contentOf(UNREADABLE), success: false });
  const call = {
    type: 'function_call',
    name: textIn(params, 'tool') ?? '',
    call_id: textIn(params, 'callId') ?? '',
    arguments: given,
  } as const;
  return runTool(call, toolSet(isDeclared(tools) ? tools.run : tools), { telemetry, agentName: 'codex' }).pipe(
    filter((event) => event.type === 'tool_finished'),
    map(({ output, outcome }) => ({ contentItems: contentOf(output), success: outcome === 'ok' })),
    // A tool with `needsApproval` does not finish here: the agent's own approvals are for its commands and files.
    defaultIfEmpty({ contentItems: contentOf(NEEDS_APPROVAL), success: false }),
  );
};
