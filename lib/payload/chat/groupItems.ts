import { RESPONSES_ONLY_ITEMS } from '../responsesOnlyItems.js';
import type { ContentItem } from '../../protocol/ContentItem.js';
import { fold } from '../../protocol/codec/fold.js';
import { isPresent, type JsonObject } from '../../protocol/codec/json.js';
import { OPAQUE_MEMBERS } from '../../protocol/opaqueState.js';
import type { ResponseItem } from '../../protocol/ResponseItem.js';
import type { ServerProfile } from '../../protocol/ServerProfile.js';

type Item<T extends ResponseItem['type']> = Extract<ResponseItem, { readonly type: T }>;
export type Call = Item<'function_call' | 'custom_tool_call' | 'local_shell_call'>;
export type Output = Item<'function_call_output' | 'custom_tool_call_output'>;
export type ReasoningPart = NonNullable<Item<'reasoning'>['content']>[number];

/** The items of one message of the assistant, with the outputs of its calls. */
export interface AssistantGroup {
  readonly type: 'assistant';
  readonly messages: (readonly ContentItem[])[];
  readonly calls: { readonly call: Call; output: Output | undefined }[];
  /** The parts of its reasoning, one list for each item. */
  readonly reasoning: (readonly ReasoningPart[])[];
  /** The members that only the server can read. */
  readonly state: Record<string, unknown>;
}

/** A message of another role, or the output of a call that is not there. */
export type Group = AssistantGroup | Item<'message'> | Output;

/** The id that the output of a call names. A call of the local shell may have only the id of its item. */
export const callIdOf = (call: Call): string =>
  call.call_id || (call.type === 'local_shell_call' ? (call.id ?? '') : '');

/** The text of a part of reasoning. */
export const thoughtIn = (part: ReasoningPart): string => (part.type === 'other' ? '' : part.text);

/** The members that only the server can read. The encrypted content of an item with an id is for the Responses API. */
const stateOf = (item: Item<'reasoning' | 'message'>): JsonObject =>
  Object.fromEntries(
    Object.entries(item).filter(
      ([name, value]) =>
        OPAQUE_MEMBERS.test(name) && isPresent(value) && (name !== 'encrypted_content' || (item.id ?? '') === ''),
    ),
  );

/**
 * Groups the items of a conversation into messages of the Chat API. Items of one answer that follow each other become
 * one message. An output joins its call, wherever it comes later. Items without a Chat form are left out: web searches,
 * tool searches, generated images, snapshots, compactions and items of an unknown type.
 *
 * Reasoning belongs to the assistant message before it, else to the message or call after it. Under the span `turn`,
 * only reasoning after the last user message counts. With `adjacentAssistants`, a message behind another one stays a
 * message of its own, unless it stands between a call and its output.
 */
// docs/wire.md, section 6.5
export const groupItems = (
  items: readonly ResponseItem[],
  { reasoningSpan: span, adjacentAssistants }: Pick<ServerProfile, 'reasoningSpan' | 'adjacentAssistants'>,
): readonly Group[] => {
  const groups: Group[] = [];
  const lastUser = items.map((item) => item.type === 'message' && item.role === 'user').lastIndexOf(true);
  let current: AssistantGroup | undefined;
  let thoughts: (readonly ReasoningPart[])[] = []; // of reasoning whose message has not begun
  let state: Record<string, unknown> = {};
  const unanswered = new Map<string, AssistantGroup['calls'][number][]>();
  let index = 0;

  const addThoughts = (group: AssistantGroup): void => {
    if (thoughts.some((parts) => parts.some((part) => thoughtIn(part).trim() !== '')))
      group.reasoning.push(thoughts.flat());
    Object.assign(group.state, state);
    [thoughts, state] = [[], {}];
  };
  const assistant = (): AssistantGroup => {
    if (current === undefined) {
      current = { type: 'assistant', messages: [], calls: [], reasoning: [], state: {} };
      groups.push(current);
    }
    addThoughts(current);
    return current;
  };
  const end = (): void => {
    // Reasoning behind the last call of a message is part of that message.
    if (current !== undefined && items[index - 1]?.type === 'reasoning' && current.calls.length > 0)
      addThoughts(current);
    if (current !== undefined) Object.assign(current.state, state);
    [current, thoughts, state] = [undefined, [], {}];
  };
  const addCall = (call: Call): void => {
    const entry = { call, output: undefined };
    assistant().calls.push(entry);
    const id = callIdOf(call);
    const others = unanswered.get(id);
    if (others === undefined) unanswered.set(id, [entry]);
    else others.push(entry);
  };
  const addOutput = (output: Output): void => {
    end();
    const entry = unanswered.get(output.call_id)?.shift();
    if (entry === undefined) groups.push(output);
    else entry.output = output;
  };

  const read = fold<ResponseItem, unknown>({
    message: (item) => {
      if (item.role === 'assistant') {
        const isApart = adjacentAssistants && current !== undefined && current.messages.length > 0;
        if (isApart && current?.calls.length === 0) end();
        const group = assistant();
        group.messages.push(item.content);
        Object.assign(group.state, stateOf(item));
      } else {
        end();
        groups.push(item);
      }
    },
    function_call: addCall,
    custom_tool_call: addCall,
    local_shell_call: addCall,
    function_call_output: addOutput,
    custom_tool_call_output: addOutput,
    reasoning: (item) => {
      const counts = span === 'all' || (span === 'turn' && index > lastUser);
      if (counts) thoughts.push(item.content ?? []);
      Object.assign(state, stateOf(item));
      const before = items[index - 1];
      if (before?.type === 'message' && before.role === 'assistant') assistant();
    },
    ...RESPONSES_ONLY_ITEMS,
    other: () => undefined,
  });

  for (const item of items) {
    read(item);
    index++;
  }
  end();
  return groups;
};
