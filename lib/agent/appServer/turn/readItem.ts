import type { JsonObject } from '../../../protocol/codec/json.js';
import { integer, isJsonObject, isPresent } from '../../../protocol/codec/json.js';
import { ThreadItem } from '../../protocol/ThreadItem.js';
import { isLeft } from '#either';
import { objectIn, objectsIn, textIn, textsIn } from '../members.js';

/** Writes a name of the app-server as `exec` does: `inProgress` as `in_progress`. */
export const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const statusOf = (item: JsonObject): string => snakeCase(textIn(item, 'status') ?? '');

const outputOf = (item: JsonObject): string | null =>
  Array.isArray(item['contentItems'])
    ? objectsIn(item, 'contentItems')
        .map((part) => textIn(part, 'text') ?? `[${textIn(part, 'type') ?? 'unknown'}]`)
        .join('\n')
    : null;

const statesOf = (item: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(objectIn(item, 'agentsStates'))
      .filter((entry): entry is [string, JsonObject] => isJsonObject(entry[1]))
      .map(([id, state]) => [
        id,
        { status: snakeCase(textIn(state, 'status') ?? ''), message: textIn(state, 'message') ?? null },
      ]),
  );

const resultOf = (item: JsonObject): unknown => {
  const { result } = item;
  if (!isJsonObject(result)) return null;
  const { structuredContent, ...rest } = result;
  return { ...rest, structured_content: structuredContent };
};

const MEMBERS: Readonly<Record<string, (item: JsonObject) => JsonObject>> = {
  agentMessage: ({ text }) => ({ type: 'agent_message', text }),
  plan: ({ text }) => ({ type: 'plan', text }),
  reasoning: (item) => ({ type: 'reasoning', text: textsIn(item, 'summary').join('\n') }),
  userMessage: (item) => ({
    type: 'user_message',
    text: objectsIn(item, 'content')
      .flatMap((part) => textIn(part, 'text') ?? [])
      .join('\n\n'),
  }),
  commandExecution: (item) => ({
    type: 'command_execution',
    command: item['command'],
    aggregated_output: textIn(item, 'aggregatedOutput') ?? '',
    ...(integer.is(item['exitCode']) ? { exit_code: item['exitCode'] } : {}),
    status: statusOf(item),
  }),
  fileChange: (item) => ({
    type: 'file_change',
    changes: objectsIn(item, 'changes').map((change) => ({
      path: change['path'],
      kind: textIn(objectIn(change, 'kind'), 'type'),
    })),
    // The program has no declined state for files over exec.
    status: statusOf(item) === 'declined' ? 'failed' : statusOf(item),
  }),
  mcpToolCall: (item) => ({
    type: 'mcp_tool_call',
    server: item['server'],
    tool: item['tool'],
    arguments: item['arguments'],
    result: resultOf(item),
    error: isJsonObject(item['error']) ? item['error'] : null,
    status: statusOf(item),
  }),
  collabAgentToolCall: (item) => ({
    type: 'collab_tool_call',
    tool: snakeCase(textIn(item, 'tool') ?? ''),
    sender_thread_id: item['senderThreadId'],
    receiver_thread_ids: textsIn(item, 'receiverThreadIds'),
    prompt: textIn(item, 'prompt') ?? null,
    agents_states: statesOf(item),
    status: statusOf(item),
  }),
  dynamicToolCall: (item) => ({
    type: 'dynamic_tool_call',
    tool: item['tool'],
    arguments: item['arguments'],
    output: outputOf(item),
    status: statusOf(item),
  }),
  webSearch: (item) => ({
    type: 'web_search',
    query: textIn(item, 'query') ?? '',
    ...(isPresent(item['action']) ? { action: item['action'] } : {}),
  }),
  imageView: ({ path }) => ({ type: 'image_view', path }),
  exitedReviewMode: ({ review }) => ({ type: 'review', text: review }),
  contextCompaction: () => ({ type: 'context_compaction' }),
};

/**
 * Converts an item of the app-server to the item that `exec` reports for it. The list of types is that of codex 0.171;
 * an item of another type is kept as `{ type: 'other', raw }`.
 */
// docs/wire.md, section 13.6
export const readItem = (item: JsonObject): ThreadItem => {
  const type = textIn(item, 'type') ?? '';
  const members = Object.hasOwn(MEMBERS, type) ? MEMBERS[type] : undefined;
  if (members === undefined) return { type: 'other', raw: item };
  const decoded = ThreadItem.decode({ id: item['id'], ...members(item) });
  return isLeft(decoded) || decoded.right.type === 'other' ? { type: 'other', raw: item } : decoded.right;
};
