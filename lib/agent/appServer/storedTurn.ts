import { isJsonObject, type JsonObject } from '../../protocol/codec/json.js';
import type { Turn } from '../protocol/Turn.js';
import { objectsIn, textIn } from './members.js';
import { readItem } from './turn/readItem.js';
import { readError } from './turn/readError.js';

/** A turn of a stored thread. */
export interface StoredTurn {
  readonly id: string;
  /** The text of the user's message; empty if it had none. */
  readonly input: string;
  readonly turn: Turn;
}

const STATUS: ReadonlyMap<unknown, Turn['status']> = new Map<unknown, Turn['status']>([
  ['completed', 'completed'],
  ['failed', 'failed'],
  ['inProgress', 'running'],
]);

/** Reads a turn of `thread/turns/list`. The message that began it is its input; one that was added later is an item. */
// docs/wire.md, section 13.9
export const storedTurn = (threadId: string, turn: JsonObject): StoredTurn => {
  const items = objectsIn(turn, 'items').map(readItem);
  const [first] = items;
  const begins = first?.type === 'user_message';
  const { error } = turn;
  return {
    id: textIn(turn, 'id') ?? '',
    input: begins ? first.text : '',
    turn: {
      status: STATUS.get(turn['status']) ?? 'interrupted',
      thread_id: threadId,
      items: begins ? items.slice(1) : items,
      usage: null,
      error: isJsonObject(error) ? readError(error) : null,
    },
  };
};
