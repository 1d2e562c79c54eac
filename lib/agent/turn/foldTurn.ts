import type { OperatorFunction } from 'rxjs';
import type { ItemDeltaEvent, ThreadEvent } from '../protocol/ThreadEvent.js';
import { itemIdOf, type ThreadItem } from '../protocol/ThreadItem.js';
import type { Turn } from '../protocol/Turn.js';
import { withDelta } from './withDelta.js';
import { operate } from '../../operators/flow/operate.js';

const INITIAL: Turn = { status: 'running', thread_id: null, items: [], usage: null, error: null };

/**
 * Folds the events of a turn into snapshots for rendering it while it runs: the items, each in its latest state, the
 * status and the usage.
 *
 * ```text
 * events:  --item.started--item.completed--turn.completed--|
 *        foldTurn()
 * turns:   --R-------------S---------------C---------------|     R, S: running, C: completed
 * ```
 *
 * Deltas add to the text of their item, and the final state of the item replaces that text. The operator emits for
 * every event that changes the turn; `error` events and unknown events do not change it. Snapshots are immutable.
 * Unchanged items are the same objects, so a view can compare them by identity. Each event makes one shallow copy of
 * the list of items.
 *
 * Errors of the source pass through. A failed turn is not an error: it is reported as the status. Teardown:
 * unsubscribes from the source.
 *
 * @example
 * thread.events('Fix the tests').pipe(foldTurn()).subscribe(({ status, items }) => render(status, items));
 */
export const foldTurn = (): OperatorFunction<ThreadEvent, Turn> =>
  operate((subscriber) => {
    let turn = INITIAL;
    const indexes = new Map<string, number>();

    const change = (changes: Partial<Turn>) => {
      turn = { ...turn, ...changes };
      subscriber.next(turn);
    };
    const put = (item: ThreadItem) => {
      const id = itemIdOf(item);
      const index = (id === undefined ? undefined : indexes.get(id)) ?? turn.items.length;
      if (id !== undefined) indexes.set(id, index);
      const items = [...turn.items];
      items[index] = item;
      change({ items });
    };
    const append = (event: ItemDeltaEvent) => {
      const item = turn.items[indexes.get(event.item_id) ?? -1];
      if (item !== undefined) put(withDelta(item, event));
    };
    // An interrupt resolves the waiting requests, but is reported after the end of the turn.
    const settle = (changes: Partial<Turn>) =>
      change(turn.waiting === undefined ? changes : { ...changes, waiting: [] });
    return {
      next: (event) => {
        switch (event.type) {
          case 'thread.started':
            return change({ thread_id: event.thread_id });
          case 'item.started':
          case 'item.updated':
          case 'item.completed':
            return put(event.item);
          case 'item.delta':
            return append(event);
          case 'turn.diff':
            return change({ diff: event.diff });
          case 'request.waiting':
            return change({ waiting: [...(turn.waiting ?? []), event.request] });
          case 'request.resolved':
            return change({ waiting: (turn.waiting ?? []).filter(({ id }) => id !== event.request_id) });
          case 'turn.completed':
            return settle({ status: 'completed', usage: event.usage });
          case 'turn.failed':
            return settle({ status: 'failed', error: event.error });
          case 'turn.interrupted':
            return settle({ status: 'interrupted' });
        }
      },
    };
  });
