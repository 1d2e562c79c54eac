import { ResponseItem } from 'codex-rx';
import * as t from 'io-ts';

const History = t.readonlyArray(ResponseItem);

/** What a tab keeps in `sessionStorage`, for the page after a reload. */
export const Session = t.type({
  history: History,
  /** The answers of the current turn, by their ids at the relay. Empty if the page waits for no answer. */
  answers: t.readonlyArray(t.string),
  branches: t.type({ shown: t.number, versions: t.readonlyArray(History) }),
});
export type Session = t.TypeOf<typeof Session>;

const KEY = 'codex-rx.chat';

/** Returns what the page before has kept; undefined if that is nothing, or was written by another version of the page. */
export const readSession = (storage: Storage): Session | undefined => {
  const decoded = Session.decode(JSON.parse(storage.getItem(KEY) ?? 'null'));
  return decoded._tag === 'Right' ? decoded.right : undefined;
};

/** Keeps a session. A tab whose storage is full loses it at a reload, and nothing else. */
export const writeSession =
  (storage: Storage, onError: (cause: unknown) => void) =>
  (session: Session): void => {
    try {
      storage.setItem(KEY, JSON.stringify(session));
    } catch (cause) {
      onError(cause);
    }
  };
