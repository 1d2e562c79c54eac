import * as t from 'io-ts';

/** A call of a tool that this application offers the agent. App-server only. */
export interface DynamicToolCallItem {
  readonly type: 'dynamic_tool_call';
  readonly id: string;
  readonly tool: string;
  readonly arguments?: unknown;
  /** The tool's output, as text. Null while the tool runs. */
  readonly output: string | null;
  readonly status: 'in_progress' | 'completed' | 'failed';
}

/** A message that the user sent while the turn ran. App-server only. */
export interface UserMessageItem {
  readonly type: 'user_message';
  readonly id: string;
  readonly text: string;
}

/** The plan that the agent proposes in plan mode. App-server only. */
export interface PlanItem {
  readonly type: 'plan';
  readonly id: string;
  readonly text: string;
}

/** An image that the agent looks at. App-server only. */
export interface ImageViewItem {
  readonly type: 'image_view';
  readonly id: string;
  readonly path: string;
}

/** The result of a review. App-server only. */
export interface ReviewItem {
  readonly type: 'review';
  readonly id: string;
  readonly text: string;
}

/** The thread was shortened, because it had nearly filled the context window. App-server only. */
export interface ContextCompactionItem {
  readonly type: 'context_compaction';
  readonly id: string;
}

/** The items that only the app-server reports. */
export type AppServerItem =
  DynamicToolCallItem | UserMessageItem | PlanItem | ImageViewItem | ReviewItem | ContextCompactionItem;

const text = t.string;
const withId = <T extends string>(type: T) => t.type({ id: text, type: t.literal(type) });

const DynamicToolCallItem = t.intersection([
  withId('dynamic_tool_call'),
  t.type({
    tool: text,
    output: t.union([text, t.null]),
    status: t.keyof({ in_progress: null, completed: null, failed: null }),
  }),
  t.partial({ arguments: t.unknown }),
]);
const UserMessageItem = t.intersection([withId('user_message'), t.type({ text })]);
const PlanItem = t.intersection([withId('plan'), t.type({ text })]);
const ImageViewItem = t.intersection([withId('image_view'), t.type({ path: text })]);
const ReviewItem = t.intersection([withId('review'), t.type({ text })]);
const ContextCompactionItem = withId('context_compaction');

/** The codecs of these items, by type. */
export const APP_SERVER_ITEMS = {
  dynamic_tool_call: DynamicToolCallItem,
  user_message: UserMessageItem,
  plan: PlanItem,
  image_view: ImageViewItem,
  review: ReviewItem,
  context_compaction: ContextCompactionItem,
};
