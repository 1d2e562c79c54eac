import type { ContentItem } from '../../protocol/ContentItem.js';
import { fold } from '../../protocol/codec/fold.js';
import type { JsonObject } from '../../protocol/codec/json.js';
import { OPAQUE_MEMBERS } from '../../protocol/opaqueState.js';
import type { ResponseItem } from '../../protocol/ResponseItem.js';
import type { ServerProfile } from '../../protocol/ServerProfile.js';

type Item<T extends ResponseItem['type']> = Extract<ResponseItem, { readonly type: T }>;
export type Call = Item<'function_call' | 'custom_tool_call' | 'local_shell_call'>;
export type Output = Item<'function_call_output' | 'custom_tool_call_output'>;

/** What becomes one message of the assistant, with the outputs of its calls. */
export interface AssistantGroup {
  readonly type: 'assistant';
  readonly messages: (readonly ContentItem[])[];
  readonly calls: { readonly call: Call; output: Output | undefined }[];
  reasoning: string | undefined;
  /** The members that only the server can read. */
  readonly state: Record<string, unknown>;
}

/** A message of another role, or the output of a call that is not there. */
export type Group = AssistantGroup | Item<'message'> | Output;

const thoughtIn = ({ content }: Item<'reasoning'>): string =>
  (content ?? []).map((part) => (part.type === 'other' ? '' : part.text)).join('');

const stateOf = (item: object): JsonObject =>
  Object.fromEntries(Object.entries(item).filter(([name]) => OPAQUE_MEMBERS.test(name)));

/**
 * Groups the items of a conversation into messages of the Chat API. Items of one answer that follow each other become
 * one message. An output joins its call, wherever it comes later. Items without a Chat form are left out: web searches,
 * tool searches, generated images, snapshots, compactions and items of an unknown type.
 *
 * Reasoning belongs to the assistant message before it, else to the message or call after it. Under the span `turn`,
 * only reasoning after the last user message counts.
 */
// docs/wire.md, section 6.5
export const groupItems = (items: readonly ResponseItem[], span: ServerProfile['reasoningSpan']): readonly Group[] => {
  const groups: Group[] = [];
  const lastUser = items.map((item) => item.type === 'message' && item.role === 'user').lastIndexOf(true);
  let current: AssistantGroup | undefined;
  let thoughts: string[] = []; // of reasoning whose message has not begun
  let state: Record<string, unknown> = {};
  const unanswered = new Map<string, AssistantGroup['calls'][number][]>();
  let index = 0;

  const addThoughts = (group: AssistantGroup): void => {
    const text = thoughts.join('');
    if (text.trim() !== '') group.reasoning = group.reasoning === undefined ? text : `${group.reasoning}\n${text}`;
    Object.assign(group.state, state);
    [thoughts, state] = [[], {}];
  };
  const assistant = (): AssistantGroup => {
    if (current === undefined) {
      current = { type: 'assistant', messages: [], calls: [], reasoning: undefined, state: {} };
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
    const id = call.call_id ?? '';
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
  const omit = (): void => undefined;

  const read = fold<ResponseItem, unknown>({
    message: (item) => {
      if (item.role === 'assistant') {
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
      if (counts) thoughts.push(thoughtIn(item));
      Object.assign(state, stateOf(item));
      const before = items[index - 1];
      if (before?.type === 'message' && before.role === 'assistant') assistant();
    },
    web_search_call: omit,
    tool_search_call: omit,
    tool_search_output: omit,
    image_generation_call: omit,
    ghost_snapshot: omit,
    compaction: omit,
    other: omit,
  });

  for (const item of items) {
    read(item);
    index++;
  }
  end();
  return groups;
};
