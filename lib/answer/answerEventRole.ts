import { EVENT_ROLE, type EventRole } from '../protocol/eventRole.js';
import type { AnswerEvent } from './AnswerEvent.js';

/** The role of every event of an answer: the roles of `EVENT_ROLE`, and roles for resets and tool events. */
export const ANSWER_EVENT_ROLE = {
  ...EVENT_ROLE,
  reset: 'lifecycle',
  tool_approval_requested: 'lifecycle',
  tool_started: 'item',
  tool_progress: 'delta',
  tool_finished: 'item',
  tools_suspended: 'lifecycle',
  hedged: 'metadata',
} as const satisfies Record<AnswerEvent['type'], EventRole>;
