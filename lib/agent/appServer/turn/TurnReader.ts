import { definedMembers } from '../../../protocol/codec/definedMembers.js';
import { integer, isJsonObject, type JsonObject } from '../../../protocol/codec/json.js';
import type { ItemDeltaKind, ThreadError, ThreadEvent } from '../../protocol/ThreadEvent.js';
import type { TodoListItem } from '../../protocol/ThreadItem.js';
import type { Usage } from '../../protocol/Usage.js';
import { usageSince } from '../../turn/turnUsage.js';
import { objectIn, objectsIn, textIn } from '../members.js';
import type { RpcNotification } from '../rpc/RpcMessage.js';
import { readError } from './readError.js';
import { readItem } from './readItem.js';

const NONE: Usage = {
  input_tokens: 0,
  cached_input_tokens: 0,
  cache_write_input_tokens: 0,
  output_tokens: 0,
  reasoning_output_tokens: 0,
};

const countIn = (counts: JsonObject, key: string): number => {
  const count = counts[key];
  return integer.is(count) ? count : 0;
};

const readUsage = (counts: JsonObject): Usage => ({
  input_tokens: countIn(counts, 'inputTokens'),
  cached_input_tokens: countIn(counts, 'cachedInputTokens'),
  cache_write_input_tokens: countIn(counts, 'cacheWriteInputTokens'),
  output_tokens: countIn(counts, 'outputTokens'),
  reasoning_output_tokens: countIn(counts, 'reasoningOutputTokens'),
});

const DELTAS: ReadonlyMap<string, ItemDeltaKind> = new Map([
  ['item/agentMessage/delta', 'text'],
  ['item/reasoning/textDelta', 'reasoning'],
  ['item/reasoning/summaryTextDelta', 'reasoning_summary'],
  ['item/plan/delta', 'plan'],
  ['item/commandExecution/outputDelta', 'command_output'],
]);

/**
 * Converts the notifications of one turn to the events of a thread. Unknown notifications give none. It holds the state
 * of one turn: its plan and its usage.
 */
// docs/wire.md, section 13.6
export class TurnReader {
  #before: Usage | undefined;
  #total: Usage | undefined;
  #plan: TodoListItem | undefined;
  #warnings = 0;
  #reported: ThreadError | undefined;

  /** The last error that the program reported and does not try to overcome. */
  get reported(): ThreadError | undefined {
    return this.#reported;
  }

  /** Takes the total of the thread before this turn, from an earlier turn or replayed when the thread was resumed. */
  setUsageBefore(total: JsonObject): void {
    // A command of an earlier turn may report its usage when this turn has counted already.
    if (this.#total === undefined) this.#before = readUsage(total);
  }

  /** Returns the events of a notification of this turn. */
  read({ method, params }: RpcNotification): readonly ThreadEvent[] {
    const kind = DELTAS.get(method);
    if (kind !== undefined) return this.#delta(kind, params);
    switch (method) {
      case 'turn/started':
        return [{ type: 'turn.started' }];
      case 'item/started':
        return this.#item('item.started', objectIn(params, 'item'));
      case 'item/completed':
        return this.#item('item.completed', objectIn(params, 'item'));
      case 'item/reasoning/summaryPartAdded':
        return this.#part(params);
      case 'turn/plan/updated':
        return this.#planned(params);
      case 'turn/diff/updated':
        return [{ type: 'turn.diff', diff: textIn(params, 'diff') ?? '' }];
      case 'thread/tokenUsage/updated':
        this.#count(objectIn(params, 'tokenUsage'));
        return [];
      case 'warning':
        return this.#warning(textIn(params, 'message') ?? '');
      case 'error':
        return this.#error(readError(objectIn(params, 'error')), params['willRetry'] === true);
      case 'turn/completed':
        return this.#end(objectIn(params, 'turn'));
      default:
        return [];
    }
  }

  #delta(kind: ItemDeltaKind, params: JsonObject): readonly ThreadEvent[] {
    const { summaryIndex, contentIndex } = params;
    const index = [summaryIndex, contentIndex].find(integer.is);
    const event = { item_id: textIn(params, 'itemId') ?? '', kind, delta: textIn(params, 'delta') ?? '' };
    return [{ type: 'item.delta', ...event, ...definedMembers({ index }) }];
  }

  #error(error: ThreadError, will_retry: boolean): readonly ThreadEvent[] {
    if (!will_retry) this.#reported = error;
    return [{ type: 'error', ...error, will_retry }];
  }

  #warning(message: string): readonly ThreadEvent[] {
    this.#warnings += 1;
    return [{ type: 'item.completed', item: { type: 'error', id: `warning_${this.#warnings}`, message } }];
  }

  /** The parts of a summary are separated by a line break. */
  #part(params: JsonObject): readonly ThreadEvent[] {
    const index = countIn(params, 'summaryIndex');
    const item_id = textIn(params, 'itemId') ?? '';
    return index === 0 ? [] : [{ type: 'item.delta', item_id, kind: 'reasoning_summary', delta: '\n', index }];
  }

  #item(type: 'item.started' | 'item.completed', item: JsonObject): readonly ThreadEvent[] {
    // The message that began the turn is the caller's own; only one that was sent meanwhile is news.
    if (textIn(item, 'type') === 'userMessage' && textIn(item, 'clientId') === undefined) return [];
    return [{ type, item: readItem(item) }];
  }

  #planned(params: JsonObject): readonly ThreadEvent[] {
    const type = this.#plan === undefined ? 'item.started' : 'item.updated';
    this.#plan = {
      type: 'todo_list',
      id: `plan_${textIn(params, 'turnId') ?? ''}`,
      items: objectsIn(params, 'plan').map((step) => ({
        text: textIn(step, 'step') ?? '',
        completed: textIn(step, 'status') === 'completed',
      })),
    };
    return [{ type, item: this.#plan }];
  }

  #count(usage: JsonObject): void {
    const total = readUsage(objectIn(usage, 'total'));
    // Without an earlier total, what the first request had used before it is the thread's total before the turn.
    this.#before ??= usageSince(readUsage(objectIn(usage, 'last')), total);
    this.#total = total;
  }

  #end(turn: JsonObject): readonly ThreadEvent[] {
    const plan: readonly ThreadEvent[] = this.#plan === undefined ? [] : [{ type: 'item.completed', item: this.#plan }];
    const status = textIn(turn, 'status') ?? 'unknown';
    if (status === 'interrupted') return [...plan, { type: 'turn.interrupted' }];
    if (status !== 'completed') return [...plan, { type: 'turn.failed', error: this.#failureOf(turn, status) }];
    const total = this.#total;
    const usage = total === undefined ? NONE : usageSince(this.#before, total);
    return [...plan, { type: 'turn.completed', usage, ...definedMembers({ thread_usage: total }) }];
  }

  /** A turn that fails without an error has the one that was reported before it. */
  #failureOf(turn: JsonObject, status: string): ThreadError {
    if (isJsonObject(turn['error'])) return readError(turn['error']);
    return this.#reported ?? { message: `the turn ended with the status "${status}" and without a message` };
  }
}
