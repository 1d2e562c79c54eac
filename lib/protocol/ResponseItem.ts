import * as t from 'io-ts';
import { ContentItem } from './ContentItem.js';
import { nullish, withoutAbsent } from './codec/json.js';
import { openUnion, type MemberOf } from './codec/openUnion.js';
import { writtenAs } from './codec/writtenAs.js';
import { origin, sessionItems } from './sessionItems.js';

// ---- helpers

/** A string; an absent or null one is read as the empty string. */
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

/**
 * The members of an item as they are sent: all of them, known or not. Only `origin`, the id and members that are null
 * are left out: servers refuse ids that they do not know and nulls that they did not send.
 */
// docs/wire.md, section 10
const members = (item: object): object => {
  const { origin: _origin, id: _id, ...sent }: Record<string, unknown> = { ...item };
  return withoutAbsent(sent);
};

// ---- messages and reasoning

const Message = writtenAs(
  t.intersection([
    t.type({ type: t.literal('message'), role: t.string, content: t.readonlyArray(ContentItem) }),
    t.partial({ id: text, phase: text, status: text, end_turn: nullish(t.boolean), encrypted_content: text, origin }),
  ]),
  (item) => ({ ...members(item), content: item.content.map(ContentItem.encode) }),
);

const SummaryPart = openUnion('SummaryPart', {
  summary_text: t.type({ type: t.literal('summary_text'), text: t.string }),
});
const ReasoningPart = openUnion('ReasoningPart', {
  reasoning_text: t.type({ type: t.literal('reasoning_text'), text: t.string }),
  text: t.type({ type: t.literal('text'), text: t.string }),
});
type ReasoningPart = t.TypeOf<typeof ReasoningPart>;

// Content that is empty, or has only parts `text`, is not accepted as input.
// docs/wire.md, section 10
const writeReasoningContent = (content: readonly ReasoningPart[] | null | undefined): object =>
  content?.some((part) => part.type !== 'text') === true ? { content: content.map(ReasoningPart.encode) } : {};

const Reasoning = writtenAs(
  t.intersection([
    t.type({ type: t.literal('reasoning'), id: stringOrEmpty, summary: t.readonlyArray(SummaryPart) }),
    t.partial({ content: nullish(t.readonlyArray(ReasoningPart)), encrypted_content: text, origin }),
  ]),
  ({ summary, content, ...item }) => {
    // The API refuses the status that it sends itself. docs/wire.md, section 10
    const { status: _status, ...sent }: Record<string, unknown> = { ...members(item) };
    return { ...sent, summary: summary.map(SummaryPart.encode), ...writeReasoningContent(content) };
  },
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
    t.partial({ id: text, call_id: text, origin }),
  ]),
  ({ action, ...item }) => ({
    call_id: null,
    ...members(item),
    action: { timeout_ms: null, working_directory: null, env: null, user: null, ...withoutAbsent({ ...action }) },
  }),
);

const FunctionCall = writtenAs(
  t.intersection([
    t.type({ type: t.literal('function_call'), name: t.string, arguments: t.string, call_id: t.string }),
    t.partial({ id: text, namespace: text, encrypted_function_args: t.unknown, status: text, origin }),
  ]),
  members,
);

const FunctionCallOutput = writtenAs(
  t.intersection([
    t.type({ type: t.literal('function_call_output'), call_id: t.string, output: ToolOutput }),
    t.partial({ name: text, namespace: text, origin }),
  ]),
  (item) => ({ ...members(item), output: writeToolOutput(item.output) }),
);

const CustomToolCall = writtenAs(
  t.intersection([
    t.type({ type: t.literal('custom_tool_call'), call_id: t.string, name: t.string, input: t.string }),
    t.partial({ id: text, status: text, namespace: text, origin }),
  ]),
  members,
);

const CustomToolCallOutput = writtenAs(
  t.intersection([
    t.type({ type: t.literal('custom_tool_call_output'), call_id: t.string, output: ToolOutput }),
    t.partial({ name: text, origin }),
  ]),
  (item) => ({ ...members(item), output: writeToolOutput(item.output) }),
);

const WebSearchAction = openUnion('WebSearchAction', {
  search: t.intersection([
    t.type({ type: t.literal('search') }),
    t.partial({ query: text, queries: nullish(t.readonlyArray(t.string)) }),
  ]),
  open_page: t.intersection([t.type({ type: t.literal('open_page') }), t.partial({ url: text })]),
  find_in_page: t.intersection([t.type({ type: t.literal('find_in_page') }), t.partial({ url: text, pattern: text })]),
});

const WebSearchCall = writtenAs(
  t.intersection([
    t.type({ type: t.literal('web_search_call') }),
    t.partial({ id: text, status: text, action: nullish(WebSearchAction), origin }),
  ]),
  ({ action, ...item }) => ({ ...members(item), ...(action ? { action: WebSearchAction.encode(action) } : {}) }),
);

const ToolSearchCall = writtenAs(
  t.intersection([
    t.type({ type: t.literal('tool_search_call'), execution: t.string, arguments: t.unknown }),
    t.partial({ id: text, call_id: text, status: text, origin }),
  ]),
  (item) => ({ ...members(item), arguments: item.arguments }),
);

const ToolSearchOutput = writtenAs(
  t.intersection([
    t.type({
      type: t.literal('tool_search_output'),
      status: t.string,
      execution: t.string,
      tools: t.readonlyArray(t.unknown),
    }),
    t.partial({ call_id: text, origin }),
  ]),
  members,
);

const ImageGenerationCall = writtenAs(
  t.intersection([
    t.type({ type: t.literal('image_generation_call'), id: t.string, status: t.string, result: text }),
    t.partial({ revised_prompt: text, origin }),
  ]),
  (item) => ({ ...members(item), id: item.id }),
);

// ---- bookkeeping

const GhostSnapshot = writtenAs(
  t.intersection([
    t.type({
      type: t.literal('ghost_snapshot'),
      ghost_commit: t.intersection([
        t.type({
          id: t.string,
          preexisting_untracked_files: t.readonlyArray(t.string),
          preexisting_untracked_dirs: t.readonlyArray(t.string),
        }),
        t.partial({ parent: text }),
      ]),
    }),
    t.partial({ origin }),
  ]),
  members,
);

const Compaction = writtenAs(
  t.intersection([t.type({ type: t.literal('compaction'), encrypted_content: t.string }), t.partial({ origin })]),
  members,
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
    ...sessionItems,
  },
  { compaction_summary: 'compaction' },
);
export type ResponseItem = MemberOf<typeof ResponseItem>;
