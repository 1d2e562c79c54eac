import type { AnswerToolCall } from '../Answer.js';
import type { ToolEvent } from '../AnswerEvent.js';

/** An event of the run of one call. */
export type RunEvent = Exclude<ToolEvent, { type: 'tools_suspended' }>;

/** The members of a call that an event of its run changes. */
export const runState = (event: RunEvent): Partial<AnswerToolCall> => {
  switch (event.type) {
    case 'tool_approval_requested':
      return { run: 'waiting' };
    case 'tool_started':
      return { run: 'running' };
    case 'tool_progress':
      return { progress: event.output };
    case 'tool_finished':
      return { run: event.outcome, output: event.output };
  }
};
