import type { AnswerEvent, ToolCall } from '../answer/AnswerEvent.js';
import { isJsonObject, parseJsonText } from '../protocol/codec/json.js';
import type { ResponseItem } from '../protocol/ResponseItem.js';
import { readItem, readOpaqueItem } from './opaqueItem.js';

/** The messages, reasoning and calls of a run that have begun, and the events that they become. */
export interface OpenParts {
  startMessage(id: string, role: string): readonly AnswerEvent[];
  addText(id: string, delta: string, isRefusal: boolean): readonly AnswerEvent[];
  endMessage(id: string, rawEvent: unknown): readonly AnswerEvent[];
  startReasoning(id: string): readonly AnswerEvent[];
  addReasoning(id: string, delta: string, isSummary: boolean): readonly AnswerEvent[];
  /** Keeps the opaque value of a message of reasoning for its end. */
  keepOpaque(id: string, value: string): void;
  endReasoning(id: string): readonly AnswerEvent[];
  startCall(id: string, name: string): readonly AnswerEvent[];
  addArguments(id: string, delta: string): readonly AnswerEvent[];
  endCall(id: string, rawEvent: unknown): readonly AnswerEvent[];
  /** The finished call with this id. */
  callOf(id: string): ToolCall | undefined;
  /** Ends everything that is open. */
  endAll(): readonly AnswerEvent[];
}

interface Message {
  readonly role: string;
  text: string;
  refusal: string;
}
interface Reasoning {
  text: string;
  opaque?: string;
}
interface Call {
  readonly name: string;
  input: string;
}

const messageItem = (id: string, { role, text, refusal }: Message): ResponseItem => ({
  type: 'message',
  id,
  role,
  content: [
    ...(text === '' ? [] : [{ type: 'output_text', text } as const]),
    ...(refusal === '' ? [] : [{ type: 'other', raw: { type: 'refusal', refusal } } as const]),
  ],
});

const reasoningItem = (id: string, { text, opaque }: Reasoning): ResponseItem =>
  readOpaqueItem(opaque, 'reasoning') ?? {
    type: 'reasoning',
    id,
    summary: [],
    ...(text === '' ? {} : { content: [{ type: 'reasoning_text', text }] }),
  };

const callItem = (id: string, { name, input }: Call, rawEvent: unknown): ToolCall => {
  const given = readItem(rawEvent, 'function_call', 'custom_tool_call');
  // The id of the run is unique, unlike that of some servers.
  if (given?.name === name) return { ...given, call_id: id };
  const json = parseJsonText(input);
  return { type: 'function_call', call_id: id, name, arguments: isJsonObject(json) || input !== '' ? input : '{}' };
};

export const openParts = (): OpenParts => {
  const messages = new Map<string, Message>();
  const thoughts = new Map<string, Reasoning>();
  const calls = new Map<string, Call>();
  const finished = new Map<string, ToolCall>();

  const endMessage = (id: string, rawEvent: unknown): readonly AnswerEvent[] => {
    const message = messages.get(id);
    if (message === undefined) return [];
    messages.delete(id);
    return [{ type: 'output_item_done', item: readItem(rawEvent, 'message') ?? messageItem(id, message) }];
  };
  const endReasoning = (id: string): readonly AnswerEvent[] => {
    const thought = thoughts.get(id);
    if (thought === undefined) return [];
    thoughts.delete(id);
    return [{ type: 'output_item_done', item: reasoningItem(id, thought) }];
  };
  const endCall = (id: string, rawEvent: unknown): readonly AnswerEvent[] => {
    const call = calls.get(id);
    if (call === undefined) return [];
    calls.delete(id);
    const item = callItem(id, call, rawEvent);
    finished.set(id, item);
    return [{ type: 'output_item_done', item }];
  };
  return {
    startMessage: (id, role) => {
      if (messages.has(id)) return [];
      messages.set(id, { role, text: '', refusal: '' });
      return [{ type: 'output_item_added', item: { type: 'message', id, role, content: [] } }];
    },
    addText: (id, delta, isRefusal) => {
      const message = messages.get(id);
      if (message === undefined || delta === '') return [];
      if (isRefusal) message.refusal += delta;
      else message.text += delta;
      return [{ type: isRefusal ? 'refusal_delta' : 'output_text_delta', delta, item_id: id }];
    },
    endMessage,
    startReasoning: (id) => {
      if (thoughts.has(id)) return [];
      thoughts.set(id, { text: '' });
      return [{ type: 'output_item_added', item: { type: 'reasoning', id, summary: [] } }];
    },
    addReasoning: (id, delta, isSummary) => {
      const thought = thoughts.get(id);
      if (thought === undefined || delta === '') return [];
      thought.text += delta;
      return isSummary
        ? [{ type: 'reasoning_summary_delta', delta, summary_index: 0 }]
        : [{ type: 'reasoning_content_delta', delta, content_index: 0 }];
    },
    keepOpaque: (id, value) => {
      const thought = thoughts.get(id);
      if (thought !== undefined) thought.opaque = value;
    },
    endReasoning,
    startCall: (id, name) => {
      if (calls.has(id)) return [];
      calls.set(id, { name, input: '' });
      return [{ type: 'output_item_added', item: { type: 'function_call', call_id: id, name, arguments: '' } }];
    },
    addArguments: (id, delta) => {
      const call = calls.get(id);
      if (call === undefined || delta === '') return [];
      call.input += delta;
      return [{ type: 'tool_call_input_delta', delta, call_id: id }];
    },
    endCall,
    callOf: (id) => finished.get(id),
    endAll: () => [
      ...[...thoughts.keys()].flatMap(endReasoning),
      ...[...messages.keys()].flatMap((id) => endMessage(id, undefined)),
      ...[...calls.keys()].flatMap((id) => endCall(id, undefined)),
    ],
  };
};
