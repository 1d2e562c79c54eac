import { definedMembers } from '../../protocol/codec/definedMembers.js';
import { isJsonObject, type JsonObject } from '../../protocol/codec/json.js';
import type { GeminiRequest } from '../../protocol/requests/GeminiRequest.js';
import { itemsFor } from '../../protocol/opaqueState.js';
import type { Prompt, Reasoning } from '../../protocol/Prompt.js';
import type { ToolChoice } from '../../protocol/ToolChoice.js';
import { declaredTools } from '../declaredTools.js';
import { inputItems } from '../inputItems.js';
import { joinParameters } from '../joinParameters.js';
import { leadingInstructions } from '../leadingInstructions.js';
import type { PayloadTarget } from '../PayloadTarget.js';
import { checkOptions, readPrompt } from '../readPrompt.js';
import { textParam } from '../textControls.js';
import { toolChoiceFor } from '../toolChoice.js';
import type { GeminiBodyOptions } from './GeminiBodyOptions.js';
import { continuationOf, geminiContents } from './geminiContents.js';

/** Reads the version in the name of a model: 3 for `gemini-3-flash`. Undefined if there is none. */
const versionOf = (model: string): number | undefined => {
  const [, version] = /gemini-(\d+)/.exec(model) ?? [];
  return version === undefined ? undefined : Number(version);
};

const isFunction = (tool: unknown): tool is JsonObject => isJsonObject(tool) && tool['type'] === 'function';

const declaration = (tool: JsonObject): JsonObject => {
  const { name, description, parameters }: JsonObject = isJsonObject(tool['function']) ? tool['function'] : tool;
  return definedMembers({ name, description, parametersJsonSchema: parameters });
};

/** Joins all functions in one tool, as the API requires. Other tools, e.g. `{ googleSearch: {} }`, are sent unchanged. */
const geminiTools = (tools: readonly unknown[]): readonly unknown[] => {
  const functions = tools.filter(isFunction).map(declaration);
  return [
    ...(functions.length === 0 ? [] : [{ functionDeclarations: functions }]),
    ...tools.filter((tool) => !isFunction(tool)),
  ];
};

const MODES = { auto: 'AUTO', none: 'NONE', required: 'ANY' } as const;

const toolConfig = (choice: ToolChoice | undefined): JsonObject | undefined =>
  choice === undefined
    ? undefined
    : {
        functionCallingConfig:
          typeof choice === 'object' ? { mode: 'ANY', allowedFunctionNames: [choice.name] } : { mode: MODES[choice] },
      };

/** The budget of an effort, in tokens, for models before version 3, which have no levels. */
const BUDGETS: ReadonlyMap<string | undefined, number> = new Map([
  ...([
    ['none', 0],
    ['minimal', 1024],
    ['low', 1024],
    ['medium', 8192],
    ['high', 24_576],
    ['xhigh', 24_576],
  ] as const),
]);
const LEVELS: ReadonlyMap<string | undefined, string> = new Map([
  ...([
    ['none', 'MINIMAL'],
    ['minimal', 'MINIMAL'],
    ['low', 'LOW'],
    ['medium', 'MEDIUM'],
    ['high', 'HIGH'],
  ] as const),
  ['xhigh', 'HIGH'],
]);

const thinkingConfig = (reasoning: Reasoning | undefined, version: number | undefined): JsonObject | undefined => {
  if (reasoning === undefined) return undefined;
  const { effort, summary } = reasoning;
  const depth =
    version !== undefined && version < 3
      ? { thinkingBudget: BUDGETS.get(effort) }
      : { thinkingLevel: effort === undefined ? undefined : (LEVELS.get(effort) ?? effort.toUpperCase()) };
  return definedMembers({ ...depth, includeThoughts: summary === undefined ? undefined : true });
};

const generationConfig = (
  prompt: Prompt,
  options: GeminiBodyOptions,
  version: number | undefined,
): JsonObject | undefined => {
  const { stop, modelParameters = {} } = options;
  const { generationConfig: given } = modelParameters;
  const format = textParam(options.text, prompt.outputSchema)?.format;
  const config = joinParameters(
    {
      maxOutputTokens: { maxOutputTokens: options.maxOutputTokens },
      temperature: { temperature: options.temperature },
      topP: { topP: options.topP },
      seed: { seed: options.seed },
      stop: { stopSequences: typeof stop === 'string' ? [stop] : stop },
      reasoning: { thinkingConfig: thinkingConfig(options.reasoning, version) },
      outputSchema: {
        responseMimeType: format?.type.startsWith('json_') === true ? 'application/json' : undefined,
        responseJsonSchema: format?.type === 'json_schema' ? format.schema : undefined,
      },
    },
    isJsonObject(given) ? given : {},
  );
  return Object.keys(config).length === 0 ? undefined : config;
};

/**
 * Builds the body of a Gemini request for a prompt. The model is needed too, because its versions differ.
 *
 * @example
 * const body = geminiRequest('gemini-3-flash', 'Say hi', { temperature: 0 }, payloadTarget(provider));
 */
// docs/wire.md, section 15.1
export const geminiRequest = (
  model: string,
  prompt: string | Prompt,
  options: GeminiBodyOptions,
  target: Pick<PayloadTarget, 'origin' | 'vertex'>,
): GeminiRequest => {
  checkOptions(options);
  const given = readPrompt(prompt);
  const { generationConfig: _config, ...parameters }: JsonObject = options.modelParameters ?? {};
  const tools = geminiTools(declaredTools(given.tools ?? []));
  const hasTools = tools.length > 0 || Array.isArray(parameters['tools']);
  const items = itemsFor(target.origin, inputItems(given.input), 'gemini');
  const { texts, rest } = leadingInstructions(given.instructions, items);
  const version = versionOf(model);
  return {
    ...joinParameters(
      {
        instructions: {
          systemInstruction: texts.length === 0 ? undefined : { parts: texts.map((text) => ({ text })) },
        },
        tools: { tools: tools.length === 0 ? undefined : tools },
        toolChoice: { toolConfig: toolConfig(toolChoiceFor(given.toolChoice, options.toolChoice, hasTools)) },
        'the options of the model': { generationConfig: generationConfig(given, options, version) },
        safetySettings: { safetySettings: options.safetySettings },
        cachedContent: { cachedContent: options.cachedContent },
        serviceTier: { serviceTier: options.serviceTier },
        'the history': { continuationToken: continuationOf(items) },
      },
      parameters,
    ),
    contents: geminiContents(rest, {
      withoutIds: target.vertex === true,
      signed: model.includes('gemini') && (version === undefined || version >= 3),
    }),
  };
};
