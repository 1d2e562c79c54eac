import { isJsonObject, nonEmptyText, type JsonObject } from '../protocol/codec/json.js';
import {
  callPart,
  imagePart,
  otherPart,
  reasoningPart,
  responsePart,
  textPart,
  type Message,
  type Part,
} from './messages.js';

const contentPart = (part: unknown): Part => {
  if (!isJsonObject(part)) return otherPart(part);
  const { type, text, image_url: image } = part;
  if (type === 'text' && typeof text === 'string') return textPart(text);
  if (type === 'image_url' && isJsonObject(image) && typeof image['url'] === 'string') return imagePart(image['url']);
  return otherPart(part);
};

const contentParts = (content: unknown): readonly Part[] => {
  if (typeof content === 'string') return content === '' ? [] : [textPart(content)];
  return Array.isArray(content) ? content.map(contentPart) : [];
};

const toolCall = (call: unknown): Part => {
  const { id, function: called, custom }: JsonObject = isJsonObject(call) ? call : {};
  if (isJsonObject(called)) return callPart(id, called['name'], called['arguments']);
  return isJsonObject(custom) ? callPart(id, custom['name'], custom['input']) : otherPart(call);
};

/** Converts a message of Chat Completions to the format of the conventions. */
export const chatMessage = (message: unknown): Message => {
  const { role, content, tool_calls, tool_call_id, refusal, ...rest }: JsonObject = isJsonObject(message)
    ? message
    : {};
  if (role === 'tool') return { role, parts: [responsePart(tool_call_id, content)] };
  const reasoning = nonEmptyText(rest['reasoning'] ?? rest['reasoning_content']);
  return {
    role: typeof role === 'string' ? role : 'unknown',
    parts: [
      ...(reasoning === undefined ? [] : [reasoningPart(reasoning)]),
      ...contentParts(content),
      ...(typeof refusal === 'string' ? [{ type: 'refusal', content: refusal }] : []),
      ...(Array.isArray(tool_calls) ? tool_calls.map(toolCall) : []),
    ],
  };
};
