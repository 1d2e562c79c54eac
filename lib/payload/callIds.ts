import type { ServerProfile } from '../protocol/ServerProfile.js';

/** The form of ids: that of a profile, or at most 64 characters, as in the Responses API of OpenAI. */
export type CallIdForm = ServerProfile['callIds'] | 'max64';

const MISTRAL_ID = /^[a-zA-Z0-9]{9}$/;
const DIGITS = 36;

const FITS: Readonly<Record<CallIdForm, (id: string) => boolean>> = {
  any: () => true,
  max40: (id) => id.length <= 40,
  max64: (id) => id.length <= 64,
  alnum9: (id) => MISTRAL_ID.test(id),
};

/** FNV-1a, a short hash that is the same in every process: equal conversations are sent with equal ids. */
const hashOf = (text: string): number => {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0;
  return hash;
};

/** The ids of the calls of one conversation, in the form that a server accepts. */
export interface CallIds {
  /** Returns the id for the next call with this id. No two calls have the same one. */
  next(id: string): string;
}

/**
 * Creates the mapping of call ids for one conversation. Ids that the server accepts are kept, unless an earlier call has
 * the same one: some servers begin with `call_0` in every answer.
 */
export const callIds = (form: CallIdForm): CallIds => {
  const used = new Set<string>();
  const attempts = new Map<string, number>();
  const made = (id: string): string => {
    for (let attempt = attempts.get(id) ?? 0; ; attempt++) {
      const short = hashOf(`${id}#${attempt}`).toString(DIGITS).padStart(9, '0').slice(-9);
      if (used.has(short)) continue;
      attempts.set(id, attempt + 1);
      return short;
    }
  };
  return {
    next: (id) => {
      const chosen = FITS[form](id) && !used.has(id) ? id : made(id);
      used.add(chosen);
      return chosen;
    },
  };
};
