import type { ThreadEvent } from '../protocol/ThreadEvent.js';

type Redact = (text: string) => string;

/**
 * Masks secrets in the error messages of an event, because servers may repeat keys there. The agent's text and the
 * output of its commands are not changed.
 */
export const redactEvent = (event: ThreadEvent, redact: Redact): ThreadEvent => {
  switch (event.type) {
    case 'error':
      return { ...event, message: redact(event.message) };
    case 'turn.failed':
      return { ...event, error: { ...event.error, message: redact(event.error.message) } };
    case 'item.completed':
      return event.item.type === 'error'
        ? { ...event, item: { ...event.item, message: redact(event.item.message) } }
        : event;
    default:
      return event;
  }
};
