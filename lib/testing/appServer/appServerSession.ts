import type { JsonObject } from '../../protocol/codec/json.js';
import { DEFAULT_THREAD } from './answerUnexpected.js';
import type { SessionLine } from './SessionLine.js';

/** A message of the program in a turn. With an `id` it is a request, and the session waits for its answer. */
export interface AppServerMessage {
  readonly method: string;
  readonly params?: JsonObject;
  readonly id?: number | string;
}

/** Options for `appServerSession`. */
export interface AppServerSessionOptions {
  /** The thread of the turns. Default: `thread_1`, which `virtualAppServer` gives a new thread. */
  readonly threadId?: string | undefined;
  /** The request that begins each turn. Default: `turn/start`. */
  readonly beginsWith?: 'turn/start' | 'review/start' | undefined;
}

/**
 * The messages of a turn that answers with a text, in two deltas. Its usage is 10 tokens in and 5 out.
 *
 * @example
 * const codex = new Codex({ protocol: 'app-server', transport: virtualAppServer(appServerSession([textTurn('Hello')])) });
 * codex.startThread().events('Hi').subscribe(({ type }) => console.log(type));
 */
export const textTurn = (text: string): readonly AppServerMessage[] => {
  const item = { type: 'agentMessage', id: 'msg_1', text };
  const middle = Math.ceil(text.length / 2);
  const count = { inputTokens: 10, cachedInputTokens: 0, outputTokens: 5, reasoningOutputTokens: 0 };
  return [
    { method: 'item/started', params: { item: { ...item, text: '' } } },
    { method: 'item/agentMessage/delta', params: { itemId: 'msg_1', delta: text.slice(0, middle) } },
    { method: 'item/agentMessage/delta', params: { itemId: 'msg_1', delta: text.slice(middle) } },
    { method: 'item/completed', params: { item } },
    { method: 'thread/tokenUsage/updated', params: { tokenUsage: { total: count, last: count } } },
  ];
};

/**
 * Builds a session from the messages of turns. Each turn waits for `turn/start`, begins with `turn/started`, and ends with
 * `turn/completed`, unless its messages have one. The ids of the thread and of the turn are added to the params.
 *
 * @example
 * const question = { id: 0, method: 'item/commandExecution/requestApproval', params: { itemId: 'call_1', command: 'ls' } };
 * const session = appServerSession([textTurn('Hello'), [question, ...textTurn('Done')]]);
 */
export const appServerSession = (
  turns: readonly (readonly AppServerMessage[])[],
  { threadId = DEFAULT_THREAD, beginsWith = 'turn/start' }: AppServerSessionOptions = {},
): readonly SessionLine[] =>
  turns.flatMap((messages, index) => {
    const turnId = `turn_${index + 1}`;
    const write = ({ method, params = {}, ...rest }: AppServerMessage): readonly SessionLine[] => {
      const line = JSON.stringify({ ...rest, method, params: { threadId, turnId, ...params } });
      const answer = { dir: 'in', line: JSON.stringify({ id: rest.id, result: {} }) } as const;
      return rest.id === undefined ? [{ dir: 'out', line }] : [{ dir: 'out', line }, answer];
    };
    const id = `start_${index + 1}`;
    const completed = { method: 'turn/completed', params: { turn: { id: turnId, status: 'completed', error: null } } };
    const end = messages.some(({ method }) => method === 'turn/completed') ? [] : [completed];
    return [
      { dir: 'in', line: JSON.stringify({ id, method: beginsWith, params: { threadId } }) },
      { dir: 'out', line: JSON.stringify({ id, result: { turn: { id: turnId } } }) },
      ...[{ method: 'turn/started', params: { turn: { id: turnId } } }, ...messages, ...end].flatMap(write),
    ];
  });
