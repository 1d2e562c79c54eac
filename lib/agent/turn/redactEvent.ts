import type { ThreadEvent } from '../protocol/ThreadEvent.js';

type Redact = (text: string) => string;

/**
 * Masks secrets in the error messages of an event, as servers repeat keys there. Text of the agent and output of its
 * commands are left as they are.
 */
export const redactEvent = (event: ThreadEvent, redact: Redact): ThreadEvent => {
  switch (event.type) {
    case 'error':
      return { ...event, message: redact(event.message) };
    case 'turn.failed':
      return { ...event, error: { message: redact(event.error.message) } };
    case 'item.completed':
      return event.item.type === 'error'
        ? { ...event, item: { ...event.item, message: redact(event.item.message) } }
        : event;
    default:
      return event;
  }
};
