import { EVENT_ROLE, type EventRole } from '../protocol/eventRole.js';
import type { AnswerEvent } from './AnswerEvent.js';

/** `EVENT_ROLE` for the events of an answer, which are those of a response, resets and the events of tools. */
export const ANSWER_EVENT_ROLE = {
  ...EVENT_ROLE,
  reset: 'lifecycle',
  tool_started: 'item',
  tool_finished: 'item',
} as const satisfies Record<AnswerEvent['type'], EventRole>;
