import {
  coalesce,
  Conversation,
  ofType,
  type AnswerEvent,
  type AskConversation,
  type ConversationState,
  type RateLimitSnapshot,
  type RetryReport,
} from 'codex-rx';
import { RelayClient } from 'codex-rx/relay';
import {
  BehaviorSubject,
  combineLatest,
  defer,
  distinctUntilChanged,
  filter,
  finalize,
  ignoreElements,
  map,
  merge,
  startWith,
  Subject,
  tap,
  type Observable,
} from 'rxjs';
import type { ServerView } from '../serverView.js';
import { branchesOf, type BranchState } from './branches.js';
import type { Intents } from './Intents.js';
import { liveState, type LiveState } from './liveState.js';
import { paced } from './paced.js';
import { suggestions } from './suggestions.js';
import { tokenRates } from './tokenRate.js';
import { turn } from './turn.js';

/** All that the page shows. */
export interface View {
  readonly conversation: ConversationState;
  readonly branches: BranchState;
  readonly live: LiveState;
  readonly limits: RateLimitSnapshot | undefined;
  /** Words per second, oldest first. */
  readonly rates: readonly number[];
  readonly typed: string;
  /** A continuation of what is typed. */
  readonly suggestion: string;
  readonly server: ServerView;
}

/**
 * The whole page as one observable: subscribing starts it, unsubscribing closes every connection. It knows nothing of
 * elements, and has no key: the relay does.
 */
export const chatView = (relayUrl: string, intents: Intents): Observable<View> =>
  defer(() => {
    const { kept, decision$ } = intents;
    const relay = new RelayClient({ url: relayUrl });
    const answers = new BehaviorSubject(kept?.answers ?? []);
    const events = new Subject<AnswerEvent>();
    const reconnects = new Subject<RetryReport>();
    const onRetry = (report: RetryReport): void => reconnects.next(report);

    const ask: AskConversation = (history) => {
      const { wish, isSmooth } = intents.switches();
      return turn({ type: 'answer', history, wish }, { relay, decision$, answers, onRetry }).pipe(
        paced(isSmooth),
        tap((event) => events.next(event)),
      );
    };
    const chat = new Conversation(ask, { history: kept?.history ?? [] });
    const branches = branchesOf(chat, kept?.branches);
    const { state$ } = chat;

    const actions$ = merge(
      intents.send$.pipe(tap((text) => chat.send(text))),
      intents.edit$.pipe(tap(({ index, text }) => branches.branch(() => chat.edit(index, text)))),
      intents.retry$.pipe(tap(() => branches.branch(() => chat.retry()))),
      intents.move$.pipe(tap((by) => branches.move(by))),
      intents.stop$.pipe(tap(() => chat.stop())),
      // After a reload, the turn that was running is asked for again, and `turn` reads the answers that it has.
      defer(() => answers.value.slice(0, 1)).pipe(tap(() => chat.retry())),
    ).pipe(ignoreElements());

    const session$ = combineLatest({ history: chat.history$, answers, branches: branches.state$ }).pipe(
      tap((session) => intents.keep(session)),
      ignoreElements(),
    );

    const view$ = combineLatest({
      conversation: state$,
      branches: branches.state$,
      live: state$.pipe(liveState(merge(events.pipe(ofType('reset')), reconnects))),
      limits: state$.pipe(
        map(({ answer }) => answer?.rate_limits['codex']),
        filter((limits) => limits !== undefined),
        startWith(undefined),
        distinctUntilChanged(),
      ),
      rates: state$.pipe(tokenRates(events.pipe(ofType('output_text_delta')))),
      typed: intents.typed$.pipe(startWith('')),
      suggestion: intents.typed$.pipe(suggestions(relay)),
      server: intents.server$.pipe(startWith([])),
    });
    return merge(view$, session$, actions$).pipe(
      coalesce(),
      finalize(() => chat.close()),
    );
  });
