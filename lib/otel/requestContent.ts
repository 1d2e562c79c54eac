import type { Attributes } from '@opentelemetry/api';
import { isRight } from '#either';
import { isJsonObject, type JsonObject } from '../protocol/codec/json.js';
import { ResponseItem } from '../protocol/ResponseItem.js';
import { userMessage } from '../protocol/messages/userMessage.js';
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
 * Describes a declared tool. Both APIs declare a function with the same fields; Chat nests them one level deeper. A
 * tool that the server runs has no name, so its type is used. Its other fields are left out: they may hold credentials,
 * e.g. the headers for an MCP server.
 */
const toolDefinition = (tool: unknown): unknown => {
  if (!isJsonObject(tool)) return otherPart(tool);
  const { type } = tool;
  const { name = type, description, parameters }: JsonObject = isJsonObject(tool['function']) ? tool['function'] : tool;
  return { type, name, description, parameters };
};

const write = (list: readonly unknown[], maxLength: number, redact: CallReport['redact']): string | undefined => {
  const content = contentList(maxLength, redact);
  list.forEach((member) => content.add(member));
  return content.write();
};

/** Writes the input of an agent: a text, or items. */
export const inputContent = (input: unknown, maxLength: number, redact: CallReport['redact']): string | undefined =>
  write(messagesIn({ input }), maxLength, redact);

/** Returns the content of a request. Absent attributes are undefined. */
export const requestContent = (call: CallReport, maxLength: number): Attributes => {
  const body = membersOf(call);
  const { instructions, tools } = body;
  const system = typeof instructions === 'string' && instructions !== '' ? [textPart(instructions)] : [];
  return {
    [ATTRIBUTE.systemInstructions]: write(system, maxLength, call.redact),
    [ATTRIBUTE.inputMessages]: write(messagesIn(body), maxLength, call.redact),
    [ATTRIBUTE.toolDefinitions]: write(listOf(tools).map(toolDefinition), maxLength, call.redact),
  };
};
