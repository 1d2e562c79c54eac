import { definedMembers } from '../../../protocol/codec/definedMembers.js';
import type { JsonObject } from '../../../protocol/codec/json.js';
import { readErrorInfo } from '../../protocol/CodexErrorInfo.js';
import type { ThreadError } from '../../protocol/ThreadEvent.js';
import { textIn } from '../members.js';

/** Reads the error of a turn. */
export const readError = (error: JsonObject): ThreadError => {
  const message = textIn(error, 'message') ?? 'the turn failed without a message';
  const details = textIn(error, 'additionalDetails');
  return {
    message: details === undefined ? message : `${message} (${details})`,
    ...definedMembers({ info: readErrorInfo(error['codexErrorInfo']) }),
  };
};
