import { ANSWER_EVENT_ROLE } from '../../answer/answerEventRole.js';
import type { AnswerEvent } from '../../answer/AnswerEvent.js';
import { isJsonObject } from '../../protocol/codec/json.js';
import { EVENT_ROLE } from '../../protocol/eventRole.js';
import type { ResponseEvent } from '../../protocol/ResponseEvent.js';

const typeIn = (value: unknown, types: object): boolean =>
  isJsonObject(value) && typeof value['type'] === 'string' && Object.hasOwn(types, value['type']);

/** Returns true for an event of a client. The relay is trusted to send complete events. */
export const isResponseEvent = (value: unknown): value is ResponseEvent => typeIn(value, EVENT_ROLE);

/** Returns true for an event of a client, of a tool loop, or of a retried or hedged answer. */
export const isAnswerEvent = (value: unknown): value is AnswerEvent => typeIn(value, ANSWER_EVENT_ROLE);
