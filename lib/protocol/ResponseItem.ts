import * as t from 'io-ts';
import { ContentItem } from './ContentItem.js';
import { nullish, withoutAbsent } from './codec/json.js';
import { openUnion, type MemberOf } from './codec/openUnion.js';

// ---- helpers

/**
 * Replaces the encoder of a codec: an item is sent back in another form than it was received.
 */
const writtenAs = <A>(codec: t.Type<A, unknown>, write: (item: A) => unknown): t.Type<A, unknown> =>
  new t.Type(codec.name, codec.is, codec.validate, write);

/** A string. An absent value and null are decoded as the empty string. */
const stringOrEmpty = new t.Type<string, unknown>(
  'stringOrEmpty',
  t.string.is,
  (value, context) => t.string.validate(value ?? '', context),
  t.identity,
);

const text = nullish(t.string);
const ToolOutput = t.union([t.string, t.readonlyArray(ContentItem)]);
const writeToolOutput = (output: t.TypeOf<typeof ToolOutput>): unknown =>
  typeof output === 'string' ? output : output.map(ContentItem.encode);

// ---- messages and reasoning

const Message = writtenAs(
  t.intersection([
    t.type({ type: t.literal('message'), role: t.string, content: t.readonlyArray(ContentItem) }),
    t.partial({ id: text, phase: text, status: text, end_turn: nullish(t.boolean) }),
  ]),
  ({ type, role, content, end_turn, phase }) => ({
    type,
    role,
    content: content.map(ContentItem.encode),
    ...withoutAbsent({ end_turn, phase }),
  }),
);

const SummaryPart = openUnion('SummaryPart', {
  summary_text: t.type({ type: t.literal('summary_text'), text: t.string }),
});
const ReasoningPart = openUnion('ReasoningPart', {
  reasoning_text: t.type({ type: t.literal('reasoning_text'), text: t.string }),
  text: t.type({ type: t.literal('text'), text: t.string }),
});
type ReasoningPart = t.TypeOf<typeof ReasoningPart>;

// Absent content is written as null. Content that is empty or has only `text` parts leaves out the key.
// docs/wire.md, section 10
const writeReasoningContent = (
  content: readonly ReasoningPart[] | null | undefined,
): Readonly<Record<string, unknown>> => {
  if (content === null || content === undefined) return { content: null };
  return content.some((part) => part.type !== 'text') ? { content: content.map(ReasoningPart.encode) } : {};
};

const Reasoning = writtenAs(
  t.intersection([
    t.type({ type: t.literal('reasoning'), id: stringOrEmpty, summary: t.readonlyArray(SummaryPart) }),
    t.partial({ content: nullish(t.readonlyArray(ReasoningPart)), encrypted_content: text }),
  ]),
  ({ type, summary, content, encrypted_content }) => ({
    type,
    summary: summary.map(SummaryPart.encode),
    ...writeReasoningContent(content),
    encrypted_content: encrypted_content ?? null,
  }),
);

// ---- tools

const ShellAction = t.intersection([
  t.type({ type: t.literal('exec'), command: t.readonlyArray(t.string) }),
  t.partial({
    timeout_ms: nullish(t.number),
    working_directory: text,
    env: nullish(t.record(t.string, t.string)),
    user: text,
  }),
]);

const LocalShellCall = writtenAs(
  t.intersection([
    t.type({ type: t.literal('local_shell_call'), status: t.string, action: ShellAction }),
    t.partial({ id: text, call_id: text }),
  ]),
  ({ type, call_id, status, action }) => ({
    type,
    call_id: call_id ?? null,
    status,
    action: {
      type: action.type,
      command: action.command,
      timeout_ms: action.timeout_ms ?? null,
      working_directory: action.working_directory ?? null,
      env: action.env ?? null,
      user: action.user ?? null,
    },
  }),
);

const FunctionCall = writtenAs(
  t.intersection([
    t.type({ type: t.literal('function_call'), name: t.string, arguments: t.string, call_id: t.string }),
    t.partial({ id: text, namespace: text }),
  ]),
  ({ type, name, namespace, arguments: json, call_id }) => ({
    type,
    name,
    arguments: json,
    call_id,
    ...withoutAbsent({ namespace }),
  }),
);

const FunctionCallOutput = writtenAs(
  t.type({ type: t.literal('function_call_output'), call_id: t.string, output: ToolOutput }),
  ({ type, call_id, output }) => ({ type, call_id, output: writeToolOutput(output) }),
);

const CustomToolCall = writtenAs(
  t.intersection([
    t.type({ type: t.literal('custom_tool_call'), call_id: t.string, name: t.string, input: t.string }),
    t.partial({ id: text, status: text }),
  ]),
  ({ type, status, call_id, name, input }) => ({ type, ...withoutAbsent({ status }), call_id, name, input }),
);

const CustomToolCallOutput = writtenAs(
  t.type({ type: t.literal('custom_tool_call_output'), call_id: t.string, output: ToolOutput }),
  ({ type, call_id, output }) => ({ type, call_id, output: writeToolOutput(output) }),
);

const WebSearchAction = openUnion('WebSearchAction', {
  search: t.intersection([t.type({ type: t.literal('search') }), t.partial({ query: text })]),
  open_page: t.intersection([t.type({ type: t.literal('open_page') }), t.partial({ url: text })]),
  find_in_page: t.intersection([t.type({ type: t.literal('find_in_page') }), t.partial({ url: text, pattern: text })]),
});

const WebSearchCall = writtenAs(
  t.intersection([
    t.type({ type: t.literal('web_search_call') }),
    t.partial({ id: text, status: text, action: nullish(WebSearchAction) }),
  ]),
  ({ type, status, action }) => ({
    type,
    ...withoutAbsent({ status, action: action ? WebSearchAction.encode(action) : undefined }),
  }),
);

const ToolSearchCall = writtenAs(
  t.intersection([
    t.type({ type: t.literal('tool_search_call'), execution: t.string, arguments: t.unknown }),
    t.partial({ id: text, call_id: text, status: text }),
  ]),
  ({ type, call_id, status, execution, arguments: json }) => ({
    type,
    ...withoutAbsent({ call_id, status }),
    execution,
    arguments: json,
  }),
);

const ToolSearchOutput = writtenAs(
  t.intersection([
    t.type({
      type: t.literal('tool_search_output'),
      status: t.string,
      execution: t.string,
      tools: t.readonlyArray(t.unknown),
    }),
    t.partial({ call_id: text }),
  ]),
  ({ type, call_id, status, execution, tools }) => ({ type, ...withoutAbsent({ call_id }), status, execution, tools }),
);

const ImageGenerationCall = writtenAs(
  t.intersection([
    t.type({ type: t.literal('image_generation_call'), id: t.string, status: t.string, result: text }),
    t.partial({ revised_prompt: text }),
  ]),
  ({ type, id, status, revised_prompt, result }) => ({
    type,
    id,
    status,
    ...withoutAbsent({ revised_prompt }),
    result,
  }),
);

// ---- bookkeeping

const GhostSnapshot = t.type({
  type: t.literal('ghost_snapshot'),
  ghost_commit: t.intersection([
    t.type({
      id: t.string,
      preexisting_untracked_files: t.readonlyArray(t.string),
      preexisting_untracked_dirs: t.readonlyArray(t.string),
    }),
    t.partial({ parent: text }),
  ]),
});

const Compaction = writtenAs(
  t.type({ type: t.literal('compaction'), encrypted_content: t.string }),
  ({ type, encrypted_content }) => ({ type, encrypted_content }),
);

/**
 * One item of a conversation. A model produces items, and the `input` of a prompt is a list of them.
 *
 * `decode` reads an item in the form that servers send. `encode` writes it in the form that `input` expects: without
 * ids, and with the nulls that the API requires. An item of an unknown type, or of a known type with a bad body, is `{
 * type: 'other', raw }` and is sent back verbatim, so that no received data is lost.
 */
// docs/wire.md, section 10
export const ResponseItem = openUnion(
  'ResponseItem',
  {
    message: Message,
    reasoning: Reasoning,
    local_shell_call: LocalShellCall,
    function_call: FunctionCall,
    function_call_output: FunctionCallOutput,
    custom_tool_call: CustomToolCall,
    custom_tool_call_output: CustomToolCallOutput,
    web_search_call: WebSearchCall,
    tool_search_call: ToolSearchCall,
    tool_search_output: ToolSearchOutput,
    image_generation_call: ImageGenerationCall,
    ghost_snapshot: GhostSnapshot,
    compaction: Compaction,
  },
  { compaction_summary: 'compaction' },
);
export type ResponseItem = MemberOf<typeof ResponseItem>;
