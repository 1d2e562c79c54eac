import * as t from 'io-ts';
import { isLeft } from '#either';
import { buildError } from '../../protocol/errors/ApiError.js';
import { decodeFault } from '../../protocol/errors/decodeFault.js';
import { ResponseItem } from '../../protocol/ResponseItem.js';

const Items = t.readonlyArray(ResponseItem);

const Snapshot = t.type({
  version: t.literal(1),
  history: Items,
  queued: t.readonlyArray(Items),
  asked: t.number,
});

/** A conversation as plain JSON, for a store. `Conversation.restore` reads it. */
export interface ConversationSnapshot {
  /** The version of this format. */
  readonly version: 1;
  /** All items, with what was received of the current answer. */
  readonly history: readonly ResponseItem[];
  /** The inputs that wait for the end of the current answer. */
  readonly queued: readonly (readonly ResponseItem[])[];
  /** The number of items that the last request sent: `retry` sends them again. */
  readonly asked: number;
}

/** Reads a snapshot, also one that was parsed from JSON. Throws a `build` error for any other value. */
export const readSnapshot = (value: unknown): ConversationSnapshot => {
  const decoded = Snapshot.decode(value);
  if (isLeft(decoded))
    throw buildError(
      `Conversation.restore expects what snapshot() returned: ${decodeFault(decoded.left)}. Parse its JSON text first.`,
    );
  return decoded.right;
};
