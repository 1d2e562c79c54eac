import * as t from 'io-ts';
import { nullish } from './codec/json.js';
import type { MemberOf } from './codec/openUnion.js';
import { ResponseItem } from './ResponseItem.js';

/** A response that the server keeps, as it is at the moment. Members that are not listed are kept too. */
export const KeptResponse = t.intersection(
  [
    t.type({
      id: t.string,
      /** `queued`, `in_progress`, `completed`, `incomplete`, `cancelled` or `failed`. */
      status: t.string,
    }),
    t.partial({ model: nullish(t.string), output: nullish(t.readonlyArray(ResponseItem)) }),
  ],
  'kept response',
);
export type KeptResponse = MemberOf<typeof KeptResponse>;

/** The confirmation that a response was deleted. */
export const DeletedResponse = t.type({ id: t.string, deleted: t.boolean }, 'confirmation of the deletion');

/** One page of the items of a request. */
export const InputItemsPage = t.intersection(
  [
    t.type({ data: t.readonlyArray(ResponseItem) }),
    t.partial({ has_more: nullish(t.boolean), last_id: nullish(t.string) }),
  ],
  'page of input items',
);

/** The number of input tokens of a request. */
export const InputTokens = t.type({ input_tokens: t.number }, 'number of input tokens');
