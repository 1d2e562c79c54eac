import type { ThreadEvent } from '../../lib/agent/protocol/ThreadEvent.js';
import { itemIdOf } from '../../lib/agent/protocol/ThreadItem.js';
import { noFacts, type TurnFacts } from './expectedTurns.js';

/** Reads the facts of a turn from the events that the client emitted. */
export const factsOfEvents = (events: readonly ThreadEvent[]): TurnFacts => {
  const facts = noFacts();
  let threadId = '';
  for (const event of events) {
    if (event.type === 'thread.started') threadId = event.thread_id;
    if (event.type === 'item.delta') {
      const key = `${event.kind}:${event.item_id}`;
      // The line break between two parts of a summary is the client's own.
      if (!(event.kind === 'reasoning_summary' && event.delta === '\n'))
        facts.texts[key] = (facts.texts[key] ?? '') + event.delta;
    }
    if (event.type === 'item.completed') {
      const id = itemIdOf(event.item) ?? '';
      if (!id.startsWith('warning_')) facts.completed.push(id);
    }
    // The requests of another agent are not those of this thread.
    if (event.type === 'request.waiting' && event.request.thread_id === threadId) facts.requests.push(event.request.id);
    if (event.type === 'error') facts.errors.push(event.message);
    if (event.type === 'turn.completed') {
      facts.end = 'completed';
      facts.usage = event.usage.input_tokens + event.usage.output_tokens;
    }
    if (event.type === 'turn.failed') facts.end = 'failed';
    if (event.type === 'turn.interrupted') facts.end = 'interrupted';
  }
  return facts;
};
