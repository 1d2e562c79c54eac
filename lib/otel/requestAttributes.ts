import { safeText } from '../protocol/codec/safeText.js';
import type { Attributes } from '@opentelemetry/api';
import { isJsonObject, nonEmptyText, type JsonObject } from '../protocol/codec/json.js';
import type { CallReport } from '../telemetry/Telemetry.js';
import { ATTRIBUTE, OPERATION, PROVIDER } from './attributes.js';
import { providerName } from './providerName.js';

/** Returns the members of a request's body; none if the body is not an object. */
export const membersOf = ({ body }: CallReport): JsonObject => (isJsonObject(body) ? body : {});

/** Returns `gen_ai.operation.name`; undefined for a call that uses no model. */
export const operationOf = ({ api, responseId }: CallReport): string | undefined => {
  switch (api) {
    case 'compact':
      return OPERATION.compact;
    case 'memories':
      return OPERATION.summarizeMemories;
    case 'models':
      return undefined;
    default:
      return responseId === undefined ? OPERATION.chat : OPERATION.fetchResponse;
  }
};

const number = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

const member = (value: unknown, key: string): unknown => (isJsonObject(value) ? value[key] : undefined);

const serverOf = (baseUrl: string): Attributes => {
  if (!URL.canParse(baseUrl)) return {};
  const { hostname, port, protocol } = new URL(baseUrl);
  const usual = protocol === 'http:' || protocol === 'ws:' ? 80 : 443;
  return {
    [ATTRIBUTE.serverAddress]: hostname.replace(/^\[|\]$/g, ''),
    [ATTRIBUTE.serverPort]: port === '' ? usual : Number(port),
  };
};

/** Returns the attributes that are set when a span starts, so that samplers can use them. */
export const samplingAttributes = (call: CallReport, operation: string): Attributes => ({
  [ATTRIBUTE.operation]: operation,
  [ATTRIBUTE.provider]: providerName(call),
  [ATTRIBUTE.requestModel]: nonEmptyText(membersOf(call)['model']),
  ...serverOf(call.baseUrl),
});

const outputType = (format: unknown): string | undefined => {
  const type = nonEmptyText(member(format, 'type'));
  return type?.startsWith('json_') === true ? 'json' : type;
};

const stopSequences = (stop: unknown): string[] | undefined => {
  if (typeof stop === 'string') return [stop];
  return Array.isArray(stop) ? stop.filter((sequence) => typeof sequence === 'string') : undefined;
};

const isCompacted = (input: unknown): boolean =>
  Array.isArray(input) && input.some((item) => /^compaction(_summary)?$/.test(safeText(member(item, 'type'))));

const API_TYPES: Readonly<Record<string, string>> = { chat: 'chat_completions', responses: 'responses' };

const openaiAttributes = ({ api }: CallReport, body: JsonObject): Attributes => {
  const tier = nonEmptyText(body['service_tier']);
  return {
    [ATTRIBUTE.openaiApiType]: API_TYPES[api],
    [ATTRIBUTE.openaiServiceTier]: tier === 'auto' ? undefined : tier,
  };
};

/** Returns the other attributes of a request, without its content. Absent ones are undefined. */
export const requestAttributes = (call: CallReport): Attributes => {
  const body = membersOf(call);
  const choices = number(body['n']);
  return {
    [ATTRIBUTE.conversationId]: call.conversationId,
    [ATTRIBUTE.conversationCompacted]: isCompacted(body['input']) || undefined,
    [ATTRIBUTE.outputType]: outputType(member(body['text'], 'format') ?? body['response_format']),
    [ATTRIBUTE.choiceCount]: choices === 1 ? undefined : choices,
    [ATTRIBUTE.frequencyPenalty]: number(body['frequency_penalty']),
    [ATTRIBUTE.maxTokens]: number(body['max_output_tokens'] ?? body['max_completion_tokens'] ?? body['max_tokens']),
    [ATTRIBUTE.presencePenalty]: number(body['presence_penalty']),
    [ATTRIBUTE.previousResponseId]: nonEmptyText(body['previous_response_id']),
    [ATTRIBUTE.reasoningLevel]: nonEmptyText(member(body['reasoning'], 'effort') ?? body['reasoning_effort']),
    [ATTRIBUTE.seed]: number(body['seed']),
    [ATTRIBUTE.stopSequences]: stopSequences(body['stop']),
    [ATTRIBUTE.stream]: body['stream'] === true || undefined,
    [ATTRIBUTE.temperature]: number(body['temperature']),
    [ATTRIBUTE.topK]: number(body['top_k']),
    [ATTRIBUTE.topP]: number(body['top_p']),
    [ATTRIBUTE.streamCursor]: call.startingAfter?.toString(),
    [ATTRIBUTE.responseId]: call.responseId,
    ...(providerName(call) === PROVIDER.openai ? openaiAttributes(call, body) : {}),
  };
};
