import type { Attributes } from '@opentelemetry/api';
import { isRight } from '#either';
import { isJsonObject, type JsonObject } from '../protocol/codec/json.js';
import { ResponseItem } from '../protocol/ResponseItem.js';
import { userMessage } from '../protocol/userMessage.js';
import type { CallReport } from '../telemetry/Telemetry.js';
import { ATTRIBUTE } from './attributes.js';
import { chatMessage } from './chatMessage.js';
import { contentList } from './contentList.js';
import { itemMessage, otherPart, textPart, type Message } from './messages.js';
import { membersOf } from './requestAttributes.js';

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const inputMessage = (item: unknown): Message => {
  const decoded = ResponseItem.decode(item);
  return itemMessage(isRight(decoded) ? decoded.right : { type: 'other', raw: item });
};

const messagesIn = ({ input, messages }: JsonObject): readonly Message[] =>
  typeof input === 'string'
    ? [itemMessage(userMessage(input))]
    : [...listOf(input).map(inputMessage), ...listOf(messages).map(chatMessage)];

/**
 * Both APIs declare the same of a function, Chat one level deeper. Tools of a server's own have no name but their kind;
 * what else is said of them may be a credential, as the headers for an MCP server are.
 */
const toolDefinition = (tool: unknown): unknown => {
  if (!isJsonObject(tool)) return otherPart(tool);
  const { type } = tool;
  const { name = type, description, parameters }: JsonObject = isJsonObject(tool['function']) ? tool['function'] : tool;
  return { type, name, description, parameters };
};

const write = (list: readonly unknown[], maxLength: number): string | undefined => {
  const content = contentList(maxLength);
  list.forEach((each) => content.add(each));
  return content.write();
};

/** What a call asks; its members are undefined where there is nothing of their kind. */
export const requestContent = (call: CallReport, maxLength: number): Attributes => {
  const body = membersOf(call);
  const { instructions, tools } = body;
  const system = typeof instructions === 'string' && instructions !== '' ? [textPart(instructions)] : [];
  return {
    [ATTRIBUTE.systemInstructions]: write(system, maxLength),
    [ATTRIBUTE.inputMessages]: write(messagesIn(body), maxLength),
    [ATTRIBUTE.toolDefinitions]: write(listOf(tools).map(toolDefinition), maxLength),
  };
};
