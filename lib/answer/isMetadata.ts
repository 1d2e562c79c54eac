import type { AnswerEvent } from './AnswerEvent.js';
import { ANSWER_EVENT_ROLE } from './answerEventRole.js';

/** Returns true for events that describe the server or the account, and are not part of an answer. */
export const isMetadata = ({ type }: AnswerEvent): boolean => ANSWER_EVENT_ROLE[type] === 'metadata';
