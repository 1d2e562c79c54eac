import { EventType, type AGUIEvent } from '@ag-ui/core';
import type { AnswerEvent } from '../answer/AnswerEvent.js';
import { ANSWER_EVENT_ROLE } from '../answer/answerEventRole.js';
import { isJsonObject } from '../protocol/codec/json.js';

const PREFIX = 'codex-rx.';

/** Writes an event for which AG-UI has none. A frame that the client did not know either is passed on as `RAW`. */
export const customEvent = (event: AnswerEvent): AGUIEvent =>
  event.type === 'other'
    ? { type: EventType.RAW, event: event.raw, source: 'codex-rx' }
    : { type: EventType.CUSTOM, name: `${PREFIX}${event.type}`, value: event };

const isAnswerEvent = (type: string, value: unknown): value is AnswerEvent =>
  isJsonObject(value) && value['type'] === type && Object.hasOwn(ANSWER_EVENT_ROLE, type);

/** Reads an event that `customEvent` wrote. Returns undefined for an event of another program. */
export const readCustomEvent = (name: unknown, value: unknown): AnswerEvent | undefined => {
  if (typeof name !== 'string' || !name.startsWith(PREFIX)) return undefined;
  return isAnswerEvent(name.slice(PREFIX.length), value) ? value : undefined;
};
