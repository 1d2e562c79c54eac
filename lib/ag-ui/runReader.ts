import { EventType, type BaseEvent } from '@ag-ui/core';
import type { AnswerEvent, ToolCall, ToolOutput } from '../answer/AnswerEvent.js';
import { historyFold } from '../answer/historyFold.js';
import { isToolCall } from '../answer/itemSnapshot.js';
import { toolOutput } from '../answer/toolOutput.js';
import { isJsonObject, type JsonObject } from '../protocol/codec/json.js';
import type { ResponseItem } from '../protocol/ResponseItem.js';
import type { TokenUsage } from '../protocol/TokenUsage.js';
import { readCustomEvent } from './customEvent.js';
import { METADATA_KEY } from './errorEvent.js';
import { openParts } from './openParts.js';
import { splitOutputs } from './splitOutputs.js';

/** Reads the events of an AG-UI run as the events of an answer. A state machine without RxJS, created per run. */
export interface RunReader {
  /** Reads an event other than `RUN_ERROR`. */
  onEvent(event: BaseEvent): readonly AnswerEvent[];
}

type Completed = Extract<AnswerEvent, { type: 'completed' }>;

const text = (event: JsonObject, member: string): string => {
  const value = event[member];
  return typeof value === 'string' ? value : '';
};
const count = (value: unknown): number => (typeof value === 'number' ? value : 0);

const usageOf = (entries: unknown): TokenUsage | null => {
  if (!Array.isArray(entries) || entries.length === 0) return null;
  const given: readonly unknown[] = entries;
  const total = (member: string) =>
    given.reduce<number>((sum, entry) => sum + (isJsonObject(entry) ? count(entry[member]) : 0), 0);
  const [input_tokens, output_tokens] = [total('inputTokens'), total('outputTokens')];
  return {
    input_tokens,
    cached_input_tokens: total('cachedInputTokens'),
    output_tokens,
    reasoning_output_tokens: total('reasoningTokens'),
    total_tokens: total('totalTokens') || input_tokens + output_tokens,
  };
};

const ownMetadata = ({ metadata }: JsonObject): JsonObject =>
  isJsonObject(metadata) && isJsonObject(metadata[METADATA_KEY]) ? metadata[METADATA_KEY] : {};

const outcomeIn = (event: JsonObject): 'ok' | 'failed' | 'refused' => {
  const { outcome } = ownMetadata(event);
  return outcome === 'failed' || outcome === 'refused' ? outcome : 'ok';
};

const isCompleted = (value: unknown): value is Completed =>
  isJsonObject(value) && value['type'] === 'completed' && typeof value['response_id'] === 'string';

/** The output of a tool: text, or parts whose type AG-UI names otherwise. */
const outputIn = ({ content }: JsonObject): ToolOutput => {
  if (!Array.isArray(content)) return toolOutput(content);
  const parts: readonly unknown[] = content;
  return toolOutput(
    parts.map((part) => {
      if (!isJsonObject(part)) return part;
      if (part['type'] === 'text') return { type: 'input_text', text: part['text'] };
      const source = isJsonObject(part['source']) ? part['source'] : {};
      if (part['type'] !== 'image') return { type: 'input_text', text: JSON.stringify(part) };
      const url = text(source, 'value');
      return {
        type: 'input_image',
        image_url: source['type'] === 'data' ? `data:${text(source, 'mimeType')};base64,${url}` : url,
      };
    }),
  );
};

/** Creates the reader of a run. `input` is the conversation that the run answers. */
export const runReader = (input: readonly ResponseItem[]): RunReader => {
  const parts = openParts();
  const history = historyFold();
  /** The message and the call that chunks have begun: the next chunk may leave out their id. */
  let chunk: { readonly kind: 'message' | 'reasoning' | 'call'; readonly id: string } | undefined;
  let hasOutput = false;
  let steps = 0;
  /** The calls of the latest step. */
  let calls: ToolCall[] = [];
  let isStepOver = false;

  const endChunk = (): readonly AnswerEvent[] => {
    const ended = chunk;
    chunk = undefined;
    if (ended === undefined) return [];
    if (ended.kind === 'message') return parts.endMessage(ended.id, undefined);
    return ended.kind === 'call' ? parts.endCall(ended.id, undefined) : parts.endReasoning(ended.id);
  };
  const startChunk = (
    kind: 'message' | 'reasoning' | 'call',
    given: string,
    start: (id: string) => readonly AnswerEvent[],
  ): readonly AnswerEvent[] => {
    if (chunk?.kind === kind && (given === '' || given === chunk.id)) return [];
    const ended = endChunk();
    chunk = { kind, id: given };
    return [...ended, ...start(given)];
  };
  const chunkId = () => chunk?.id ?? '';

  const completed = (event: JsonObject): Completed => {
    const result = isJsonObject(event['result']) ? event['result'] : {};
    const finish_reason = result['finish_reason'];
    return {
      type: 'completed',
      response_id: text(event, 'runId'),
      token_usage: usageOf(event['usage']),
      status: result['status'] === 'incomplete' ? 'incomplete' : 'completed',
      ...(typeof finish_reason === 'string' ? { finish_reason } : {}),
    };
  };
  const suspended = (): AnswerEvent => {
    const { outputs, others } = splitOutputs(history.list(), calls);
    return {
      type: 'tools_suspended',
      pending: { step: Math.max(steps, 1), input: [...input, ...others], calls, outputs },
    };
  };
  const finish = (event: JsonObject): readonly AnswerEvent[] => {
    const outcome = isJsonObject(event['outcome']) ? event['outcome']['type'] : 'success';
    if (outcome === 'cancelled') return [];
    // An agent of this library ends each step with its own event. Other agents report the usage at the end.
    const end = hasOutput || steps === 0 ? [completed(event)] : [];
    return outcome === 'interrupt' ? [...end, suspended()] : end;
  };
  const other = (event: BaseEvent): readonly AnswerEvent[] => [
    { type: 'other', raw: event.type === EventType.RAW ? event['event'] : event },
  ];

  const read = (event: BaseEvent): readonly AnswerEvent[] => {
    const id = text(event, 'messageId');
    const callId = text(event, 'toolCallId');
    const delta = text(event, 'delta');
    switch (event.type) {
      case EventType.RUN_STARTED:
        return [{ type: 'created' }];
      case EventType.TEXT_MESSAGE_START:
        return parts.startMessage(id, text(event, 'role') || 'assistant');
      case EventType.TEXT_MESSAGE_CONTENT:
        return parts.addText(id, delta, ownMetadata(event)['refusal'] === true);
      case EventType.TEXT_MESSAGE_END:
        return parts.endMessage(id, event.rawEvent);
      case EventType.TEXT_MESSAGE_CHUNK: {
        const started = startChunk('message', id, (given) =>
          parts.startMessage(given, text(event, 'role') || 'assistant'),
        );
        return [...started, ...parts.addText(chunkId(), delta, false)];
      }
      case EventType.REASONING_START:
      case EventType.REASONING_MESSAGE_START:
        return parts.startReasoning(id);
      case EventType.REASONING_MESSAGE_CONTENT:
        return parts.addReasoning(id, delta, ownMetadata(event)['summary'] === true);
      case EventType.REASONING_MESSAGE_END:
        return [];
      case EventType.REASONING_MESSAGE_CHUNK: {
        const started = startChunk('reasoning', id, (given) => parts.startReasoning(given));
        return [...started, ...parts.addReasoning(chunkId(), delta, false)];
      }
      case EventType.REASONING_ENCRYPTED_VALUE:
        parts.keepOpaque(text(event, 'entityId'), text(event, 'encryptedValue'));
        return [];
      case EventType.REASONING_END:
        return parts.endReasoning(id);
      case EventType.TOOL_CALL_START:
        return parts.startCall(callId, text(event, 'toolCallName'));
      case EventType.TOOL_CALL_ARGS:
        return parts.addArguments(callId, delta);
      case EventType.TOOL_CALL_END:
        return parts.endCall(callId, event.rawEvent);
      case EventType.TOOL_CALL_CHUNK: {
        const started = startChunk('call', callId, (given) => parts.startCall(given, text(event, 'toolCallName')));
        return [...started, ...parts.addArguments(chunkId(), delta)];
      }
      case EventType.TOOL_CALL_RESULT: {
        const call = parts.callOf(callId);
        if (call === undefined) return other(event);
        return [{ type: 'tool_finished', call, output: outputIn(event), outcome: outcomeIn(event) }];
      }
      case EventType.STEP_STARTED:
        return [];
      case EventType.STEP_FINISHED:
        return isCompleted(event.rawEvent) ? [...parts.endAll(), event.rawEvent] : [];
      case EventType.RUN_FINISHED:
        return [...parts.endAll(), ...finish(event)];
      case EventType.CUSTOM: {
        const own = readCustomEvent(event['name'], event['value']);
        return own === undefined ? other(event) : [own];
      }
      default:
        return other(event);
    }
  };

  const isChunk = ({ type }: BaseEvent): boolean =>
    type === EventType.TEXT_MESSAGE_CHUNK ||
    type === EventType.TOOL_CALL_CHUNK ||
    type === EventType.REASONING_MESSAGE_CHUNK ||
    type === EventType.RAW;

  const observe = (event: AnswerEvent): void => {
    history.onEvent(event);
    if (event.type === 'output_item_done') {
      hasOutput = true;
      if (isStepOver) calls = [];
      isStepOver = false;
      if (isToolCall(event.item)) calls.push(event.item);
    } else if (event.type === 'completed') {
      hasOutput = false;
      isStepOver = true;
      steps += 1;
    }
  };

  return {
    onEvent: (event) => {
      const events = [...(isChunk(event) ? [] : endChunk()), ...read(event)];
      for (const each of events) observe(each);
      return events;
    },
  };
};
