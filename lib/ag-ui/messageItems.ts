import type { AssistantMessage, Message, ToolCall as AgUiCall } from '@ag-ui/core';
import { assistantMessage } from '../protocol/messages/assistantMessage.js';
import { developerMessage } from '../protocol/messages/developerMessage.js';
import type { ResponseItem } from '../protocol/ResponseItem.js';
import { systemMessage } from '../protocol/messages/systemMessage.js';
import { fromContent } from './parts.js';
import { readOpaqueItem } from './opaqueItem.js';

const callItem = ({ id, function: { name, arguments: given }, encryptedValue }: AgUiCall): ResponseItem => {
  const kept = readOpaqueItem(encryptedValue, 'function_call', 'custom_tool_call');
  return kept?.name === name
    ? { ...kept, call_id: id }
    : { type: 'function_call', call_id: id, name, arguments: given };
};

const answerItems = ({ content, toolCalls = [] }: AssistantMessage): readonly ResponseItem[] => [
  ...(content === undefined || content === '' ? [] : [assistantMessage(content)]),
  ...toolCalls.map(callItem),
];

const outputType = (calls: ReadonlyMap<string, ResponseItem>, id: string) =>
  calls.get(id)?.type === 'custom_tool_call' ? 'custom_tool_call_output' : 'function_call_output';

/**
 * Converts the messages of an AG-UI thread to the items of a conversation, for the input of a prompt. Calls and
 * reasoning come back with the state that only their provider can read, if `toAgUi` wrote them. Activities, and
 * reasoning of other agents, are left out.
 *
 * The messages come from the page: it may also send `system` and `developer` messages. Filter them if a user must not.
 *
 * @example
 * const input = messageItems([{ id: '1', role: 'user', content: 'Say hi' }]);
 * client.streamPrompt('gpt-5.1', { input }).pipe(toAgUi({ threadId: 't', runId: 'r' })).subscribe(render);
 */
export const messageItems = (messages: readonly Message[]): readonly ResponseItem[] => {
  const calls = new Map<string, ResponseItem>();
  const itemsOf = (message: Message): readonly ResponseItem[] => {
    switch (message.role) {
      case 'user':
        return [{ type: 'message', role: 'user', content: fromContent(message.content) }];
      case 'system':
        return [systemMessage(message.content)];
      case 'developer':
        return [developerMessage(message.content)];
      case 'assistant':
        return answerItems(message);
      case 'tool': {
        const output = typeof message.content === 'string' ? message.content : fromContent(message.content);
        return [{ type: outputType(calls, message.toolCallId), call_id: message.toolCallId, output }];
      }
      case 'reasoning': {
        const kept = readOpaqueItem(message.encryptedValue, 'reasoning');
        return kept === undefined ? [] : [kept];
      }
      case 'activity':
        return [];
    }
  };
  return messages.flatMap((message) => {
    const items = itemsOf(message);
    for (const item of items)
      if (item.type === 'function_call' || item.type === 'custom_tool_call') calls.set(item.call_id, item);
    return items;
  });
};
