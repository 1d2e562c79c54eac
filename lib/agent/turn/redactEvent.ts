import type { ThreadEvent } from '../protocol/ThreadEvent.js';

type Redact = (text: string) => string;

/**
 * The event with every secret masked in what it says of errors: servers repeat keys there. What the agent and its commands
 * say is left as it is.
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
