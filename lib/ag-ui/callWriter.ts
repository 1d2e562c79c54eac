import { EventType, type AGUIEvent, type Message } from '@ag-ui/core';
import type { AnswerToolCall } from '../answer/Answer.js';
import type { AnswerEvent, ToolOutput } from '../answer/AnswerEvent.js';
import { definedMembers } from '../protocol/codec/definedMembers.js';
import { carriesState } from '../protocol/opaqueState.js';
import type { ResponseItem } from '../protocol/ResponseItem.js';
import { METADATA_KEY } from './errorEvent.js';
import { growth, rawItem, type ItemWriter } from './ItemWriter.js';
import { writeOpaqueItem } from './opaqueItem.js';
import { toContent } from './parts.js';

/** Writes the result of a call. */
export const resultEvent = (
  toolCallId: string,
  messageId: string,
  output: ToolOutput,
  outcome: AnswerToolCall['run'],
): AGUIEvent => ({
  type: EventType.TOOL_CALL_RESULT,
  messageId,
  toolCallId,
  content: toContent(output),
  role: 'tool',
  metadata: { [METADATA_KEY]: { outcome } },
});

/** AG-UI expects JSON arguments, so the text of a custom tool becomes a member. */
const customArguments = (input: string): string => JSON.stringify({ input });

/**
 * Writes a call and its result. A call begins once its name and id are known. A custom tool takes text and not JSON, so
 * its call is written when it is complete.
 */
export const callWriter = (uniqueId: (id: string) => string, isCustom: (callId: string) => boolean): ItemWriter => {
  let toolCallId = '';
  let latest: AnswerToolCall | undefined;
  let sent = 0;
  let state: 'new' | 'open' | 'over' = 'new';
  let resultId: string | undefined;

  const start = ({ call_id, name }: AnswerToolCall): readonly AGUIEvent[] => {
    if (state !== 'new') return [];
    state = 'open';
    toolCallId = uniqueId(call_id);
    return [{ type: EventType.TOOL_CALL_START, toolCallId, toolCallName: name }];
  };
  const grow = (item: AnswerToolCall, text: string, event: AnswerEvent): readonly AGUIEvent[] => {
    const delta = growth(text, sent, event);
    sent = Math.max(sent, text.length);
    return [...start(item), ...(delta === '' ? [] : [{ type: EventType.TOOL_CALL_ARGS, toolCallId, delta } as const])];
  };
  const opaque = (item: ResponseItem): readonly AGUIEvent[] => [
    {
      type: EventType.REASONING_ENCRYPTED_VALUE,
      subtype: 'tool-call',
      entityId: toolCallId,
      encryptedValue: writeOpaqueItem(item),
    },
  ];
  const needsItem = (item: ResponseItem): boolean => item.type === 'custom_tool_call' || carriesState(item);
  const end = (item?: ResponseItem): readonly AGUIEvent[] => {
    if (state !== 'open') return [];
    state = 'over';
    return [
      { type: EventType.TOOL_CALL_END, toolCallId, ...rawItem(item) },
      ...(item !== undefined && needsItem(item) ? opaque(item) : []),
    ];
  };
  const result = ({ run, output }: AnswerToolCall): readonly AGUIEvent[] => {
    if (resultId !== undefined || state !== 'over' || output === undefined) return [];
    resultId = uniqueId(`${toolCallId}-result`);
    return [resultEvent(toolCallId, resultId, output, run)];
  };
  const call = (item: AnswerToolCall, event: AnswerEvent): readonly AGUIEvent[] => {
    if (state === 'over' || item.call_id === '' || item.name === '') return [];
    const custom = isCustom(item.call_id);
    if (item.done)
      return [...grow(item, custom ? customArguments(item.arguments) : item.arguments, event), ...end(item.item)];
    return custom ? [] : grow(item, item.arguments, event);
  };
  return {
    write: (item, event) => {
      if (item.type !== 'tool_call') return [];
      latest = item;
      return [...call(item, event), ...result(item)];
    },
    end: () => end(),
    openCall: () =>
      latest === undefined || state !== 'over' || resultId !== undefined
        ? undefined
        : { toolCallId, name: latest.name },
    messages: () => {
      if (latest === undefined || state === 'new') return [];
      const { name, arguments: given, item, output } = latest;
      const encryptedValue = item !== undefined && needsItem(item) ? writeOpaqueItem(item) : undefined;
      const called = {
        id: toolCallId,
        type: 'function' as const,
        function: { name, arguments: item?.type === 'custom_tool_call' ? customArguments(given) : given },
        ...definedMembers({ encryptedValue }),
      };
      const message: Message = { id: toolCallId, role: 'assistant', toolCalls: [called] };
      if (output === undefined || resultId === undefined) return [message];
      return [message, { id: resultId, role: 'tool', toolCallId, content: toContent(output) }];
    },
  };
};
