import {
  accumulate,
  coalesce,
  Conversation,
  createProvider,
  ofType,
  ResponsesClient,
  retryAnswer,
  type AnswerEvent,
  type AskConversation,
  type ConversationSnapshot,
  type ConversationState,
  type RateLimitSnapshot,
} from 'codex-rx';
import {
  combineLatest,
  defer,
  distinctUntilChanged,
  EMPTY,
  filter,
  finalize,
  ignoreElements,
  map,
  merge,
  of,
  startWith,
  Subject,
  switchMap,
  tap,
  type Observable,
} from 'rxjs';
import type { ServerView } from '../serverView.js';
import { WISH_HEADER, type Wish } from '../wish.js';
import { branchesOf, type BranchState } from './branches.js';
import { liveState, type LiveState } from './liveState.js';
import { hedged, paced, type Pacing } from './pacing.js';
import { tokenRate } from './tokenRate.js';

/** What the person does, and what the server says. */
export interface Intents {
  readonly send$: Observable<string>;
  /** Another text for a message of the user, with the index of the message in the history. */
  readonly edit$: Observable<{ readonly index: number; readonly text: string }>;
  readonly retry$: Observable<unknown>;
  /** To the version of the conversation before or after the one that is shown. */
  readonly move$: Observable<-1 | 1>;
  readonly stop$: Observable<unknown>;
  /** The text of the type-ahead field at every keystroke. */
  readonly typed$: Observable<string>;
  readonly server$: Observable<ServerView>;
  /** The page is left or reloaded. */
  readonly leave$: Observable<unknown>;
  /** Keeps the conversation for the page that comes after a reload. */
  readonly keep: (snapshot: ConversationSnapshot) => void;
  /** The conversation that the page before has kept. */
  readonly kept: () => unknown;
  /** How the switches stand now. */
  readonly switches: () => Pick<Wish, 'fault' | 'always' | 'length'> & { readonly pacing: Pacing };
}

/** All that the page shows. */
export interface View {
  readonly conversation: ConversationState;
  readonly branches: BranchState;
  readonly live: LiveState;
  readonly limits: RateLimitSnapshot | undefined;
  /** Words per second, oldest first. */
  readonly rates: readonly number[];
  readonly typed: string;
  /** How a model would go on with what is typed. */
  readonly suggestion: string;
  readonly server: ServerView;
}

/**
 * The whole page as one observable: subscribing starts it, unsubscribing closes every socket. It knows nothing of
 * elements.
 */
export const chatView = (baseUrl: string, intents: Intents): Observable<View> =>
  defer(() => {
    const events = new Subject<AnswerEvent>();
    // Retries are left to retryAnswer: two that retry would multiply, 3 requests for each of 3 attempts.
    const client = new ResponsesClient({
      provider: createProvider({ name: 'page', baseUrl, streamIdleTimeout: 3_000, retry: { maxAttempts: 0 } }),
    });
    const wishing = (part: Wish['part'], wish: Omit<Wish, 'part' | 'turn'>) => ({
      extraHeaders: { [WISH_HEADER]: JSON.stringify({ part, turn: crypto.randomUUID(), ...wish } satisfies Wish) },
    });

    const ask: AskConversation = (input) => {
      const { pacing, ...wish } = intents.switches();
      const options = wishing('chat', wish);
      return hedged(() => client.streamPrompt('scripted', { input }, options), pacing).pipe(
        retryAnswer({ maxRetries: 2, baseDelay: 1_500 }),
        paced(pacing),
        tap((event) => events.next(event)),
      );
    };
    const kept = intents.kept();
    const chat = kept === undefined ? new Conversation(ask) : Conversation.restore(kept, ask);
    const state$ = chat.state$;
    const branches = branchesOf(chat);

    const suggestion$ = intents.typed$.pipe(
      switchMap((typed) =>
        typed.trim() === ''
          ? of('')
          : client
              .streamPrompt('scripted', typed, wishing('type_ahead', { fault: 'none', always: false, length: 'short' }))
              .pipe(
                accumulate(),
                map(({ text }) => text),
              ),
      ),
      startWith(''),
      distinctUntilChanged(),
    );

    const rates$ = state$.pipe(
      map(({ busy }) => busy),
      distinctUntilChanged(),
      switchMap((busy) => (busy ? events.pipe(ofType('output_text_delta'), tokenRate()) : EMPTY)),
      startWith([]),
    );

    const limits$ = state$.pipe(
      map(({ answer }) => answer?.rate_limits['codex']),
      filter((limits) => limits !== undefined),
      startWith(undefined),
    );

    const doing$ = merge(
      intents.send$.pipe(tap((text) => chat.send(text))),
      intents.edit$.pipe(tap(({ index, text }) => branches.branch(() => chat.edit(index, text)))),
      intents.retry$.pipe(tap(() => branches.branch(() => chat.retry()))),
      intents.move$.pipe(tap((by) => branches.move(by))),
      intents.stop$.pipe(tap(() => chat.stop())),
      intents.leave$.pipe(tap(() => intents.keep(chat.snapshot()))),
    ).pipe(ignoreElements());

    const view$ = combineLatest({
      conversation: state$,
      branches: branches.state$,
      live: state$.pipe(liveState(events.pipe(ofType('reset')))),
      limits: limits$.pipe(distinctUntilChanged()),
      rates: rates$,
      typed: intents.typed$.pipe(startWith('')),
      suggestion: suggestion$,
      server: intents.server$,
    });
    return merge(view$, doing$).pipe(
      coalesce(),
      finalize(() => chat.close()),
    );
  });
