import type { Observable } from 'rxjs';
import type { Wish } from '../ChatRequest.js';
import type { ServerView } from '../serverView.js';
import type { Session } from './Session.js';
import type { Decision } from './turn.js';

/** What the person does, what the server sends, and what the tab has kept. */
export interface Intents {
  readonly send$: Observable<string>;
  /** Another text for a message of the user, with the index of the message in the history. */
  readonly edit$: Observable<{ readonly index: number; readonly text: string }>;
  readonly retry$: Observable<unknown>;
  /** To the version of the conversation before or after the one that is shown. */
  readonly move$: Observable<-1 | 1>;
  readonly stop$: Observable<unknown>;
  readonly decision$: Observable<Decision>;
  /** The text of the type-ahead field at every keystroke. */
  readonly typed$: Observable<string>;
  readonly server$: Observable<ServerView>;
  /** Returns the positions of the switches. */
  readonly switches: () => { readonly wish: Wish; readonly isSmooth: boolean };
  /** The session of the page before a reload. */
  readonly kept: Session | undefined;
  /** Keeps the session for the page after a reload. */
  readonly keep: (session: Session) => void;
}
