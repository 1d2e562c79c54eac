import { of } from 'rxjs';
import { ChatClient } from '../../lib/clients/ChatClient.js';
import { ResponsesClient } from '../../lib/clients/ResponsesClient.js';
import { definedMembers } from '../../lib/protocol/codec/definedMembers.js';
import { inputItems } from '../../lib/payload/inputItems.js';
import { isJsonObject, type JsonObject } from '../../lib/protocol/codec/json.js';
import type { ResponseItem } from '../../lib/protocol/ResponseItem.js';
import type { Provider } from '../../lib/provider/Provider.js';
import { response, virtualTransport } from '../../lib/testing/virtualTransport.js';
import { settledItems } from './settledItems.js';

/** What the next request may write otherwise than it came, a sentence each. Any other difference is a fault. */
export const ALLOWED = {
  responses: [
    'the id of an item is left out, except that of a search, of a picture and of an item of an unknown type, and for Azure',
    'the status of reasoning is left out',
    'members that are null are left out',
    'reasoning is left out that holds nothing, and where the profile requires it, reasoning without encrypted content',
    'reasoning is left out that no item of its answer follows',
    'a message of the assistant without content is left out',
    'arguments that are empty are {}',
  ],
  chat: [
    'reasoning is sent under the key of the profile, and for as long as the profile says',
    'sources, log probabilities, pictures and audio are left out, which no server takes back',
    'arguments that are empty are {}; of a call that was cut off, the text is a member of an object',
    'ids of calls have the form of the profile',
    'a refusal is text, where the server does not know the key',
    'a message stands between the result of a tool and the user, where the profile requires one',
  ],
} as const;

const objects = (value: unknown): readonly JsonObject[] => {
  const values: readonly unknown[] = Array.isArray(value) ? value : [];
  return values.filter(isJsonObject);
};

const outputFor = (item: ResponseItem): readonly ResponseItem[] => {
  switch (item.type) {
    case 'function_call':
      return [{ type: 'function_call_output', call_id: item.call_id, output: 'ok' }];
    case 'custom_tool_call':
      return [{ type: 'custom_tool_call_output', call_id: item.call_id, output: 'ok' }];
    default:
      return [];
  }
};

const clientFor = (provider: Provider, transport: ReturnType<typeof virtualTransport>) =>
  provider.wire === 'chat' ? new ChatClient({ provider, transport }) : new ResponsesClient({ provider, transport });

/**
 * Receives an answer, writes its items as JSON, reads them again, and sends them with the results of their calls. Returns
 * what the request has between the two messages of the user: the messages of Chat, or the items of Responses.
 */
export const sentAfter = async (provider: Provider, bytes: Uint8Array): Promise<readonly JsonObject[]> => {
  const transport = virtualTransport(of(response(of(bytes))), of(response(of())));
  const client = clientFor(provider, transport);
  const items = await settledItems(client.streamPrompt('m', 'a'));
  const stored: unknown = JSON.parse(JSON.stringify([...items, ...items.flatMap(outputFor)]));
  const input = [
    { role: 'user', content: 'a' },
    ...inputItems(Array.isArray(stored) ? stored : []),
    { role: 'user', content: 'b' },
  ];
  await settledItems(client.streamPrompt('m', { input }));
  const body: unknown = transport.requests[1]?.body;
  const sent: unknown = typeof body === 'string' ? JSON.parse(body) : body;
  const list = isJsonObject(sent) ? objects(sent[provider.wire === 'chat' ? 'messages' : 'input']) : [];
  return list.slice(1, -1);
};

const KNOWN: ReadonlySet<unknown> = new Set(['message', 'reasoning', 'function_call', 'custom_tool_call']);
const WITH_ID: ReadonlySet<unknown> = new Set(['web_search_call', 'image_generation_call']);

/** The items of a Responses answer as the next request sends them, by the differences that are allowed. */
export const expectedItems = (given: readonly JsonObject[], { profile }: Provider): readonly JsonObject[] =>
  given.flatMap((item, index) => {
    const { type } = item;
    if (!KNOWN.has(type) && !WITH_ID.has(type)) return [item];
    const { id, status, ...rest } = Object.fromEntries(Object.entries(item).filter(([, value]) => value !== null));
    const hasId = WITH_ID.has(type) || profile.id === 'azure';
    const sent: JsonObject = { ...rest, ...definedMembers({ id: hasId ? id : undefined }) };
    if (type === 'reasoning') {
      const { content, ...reasoning } = sent;
      const hasContent = objects(content).length > 0;
      const isBare = !hasContent && objects(rest['summary']).length === 0;
      const isLeft = rest['encrypted_content'] === undefined && !hasId && (isBare || !profile.plainReasoning);
      const isFollowed = given.slice(index + 1).some((next) => next['type'] !== 'reasoning');
      return isLeft || !isFollowed ? [] : [hasContent ? sent : reasoning];
    }
    if (type === 'message' && objects(rest['content']).every(({ text }) => text === '')) return [];
    const written = { ...sent, ...definedMembers({ status }) };
    return [type === 'function_call' && rest['arguments'] === '' ? { ...written, arguments: '{}' } : written];
  });
