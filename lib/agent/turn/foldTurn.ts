import type { OperatorFunction } from 'rxjs';
import type { ThreadEvent } from '../protocol/ThreadEvent.js';
import { itemIdOf, type ThreadItem } from '../protocol/ThreadItem.js';
import type { Turn } from '../protocol/Turn.js';
import { operate } from '../../operators/flow/operate.js';

const BEGUN: Turn = { status: 'running', thread_id: null, items: [], usage: null, error: null };

/**
 * Folds the events of a turn into the turn as it stands, for rendering it while it runs: items by id, each in its latest
 * state; how the turn ended; what it cost.
 *
 * ```text
 * events:  --item.started--item.completed--turn.completed--|
 *        foldTurn()
 * turns:   --R-------------S---------------C---------------|     R, S: running, C: completed
 * ```
 *
 * Emits at every event that changes something: reports and unknown events change nothing. Snapshots are immutable and
 * share what has not changed, so a view can compare by identity; an event costs one shallow copy of the list of items.
 *
 * Errors: the source's. A turn that failed is no error but a state. Teardown: the source's.
 * Source: seed 001, "事件系统".
 *
 * @example
 * thread.events('Fix the tests').pipe(foldTurn()).subscribe(({ status, items }) => render(status, items));
 */
export const foldTurn = (): OperatorFunction<ThreadEvent, Turn> =>
  operate((subscriber) => {
    let turn = BEGUN;
    const places = new Map<string, number>();

    const change = (changes: Partial<Turn>) => {
      turn = { ...turn, ...changes };
      subscriber.next(turn);
    };
    const put = (item: ThreadItem) => {
      const id = itemIdOf(item);
      const place = (id === undefined ? undefined : places.get(id)) ?? turn.items.length;
      if (id !== undefined) places.set(id, place);
      const items = [...turn.items];
      items[place] = item;
      change({ items });
    };
    return {
      next: (event) => {
        switch (event.type) {
          case 'thread.started':
            return change({ thread_id: event.thread_id });
          case 'item.started':
          case 'item.updated':
          case 'item.completed':
            return put(event.item);
          case 'turn.completed':
            return change({ status: 'completed', usage: event.usage });
          case 'turn.failed':
            return change({ status: 'failed', error: event.error });
        }
      },
    };
  });
