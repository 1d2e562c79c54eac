import { createRelayId } from '../frames/createRelayId.js';

/** The answer that a request is about. */
export interface Target {
  /** The id of the answer. */
  readonly answer: string;
  /** The key of the answer in the store. It contains the user, so that no user can read the answers of another. */
  readonly key: string;
  readonly user: string | undefined;
  /** The id of the reader; undefined for one that did not send any, such as an `EventSource`. */
  readonly reader: string | undefined;
  /** The number of the last frame that the reader has. */
  readonly after: number;
}

/** Ids of answers and readers. Shorter ones could be guessed. */
const ID = /^[\w-]{8,64}$/;

const sequenceOf = (text: string | null): number => (text !== null && /^\d{1,15}$/.test(text) ? Number(text) : 0);

/** Reads the target of a request. Returns undefined if an id is invalid, or is absent where it is required. */
export const targetOf = ({ method, url, headers }: Request, user: string | undefined): Target | undefined => {
  const { searchParams } = new URL(url);
  const answer = searchParams.get('answer') ?? (method === 'POST' ? createRelayId() : '');
  const reader = searchParams.get('reader') ?? undefined;
  if (!ID.test(answer) || (reader !== undefined && !ID.test(reader))) return undefined;
  return {
    answer,
    key: user === undefined ? answer : `${answer}/${user}`,
    user,
    reader,
    // A POST always begins at the start: it is sent again only by a reader that has received nothing.
    after: method === 'POST' ? 0 : sequenceOf(headers.get('last-event-id') ?? searchParams.get('after')),
  };
};
