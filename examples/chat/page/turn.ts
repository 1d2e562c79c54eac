import type { AnswerEvent, PendingTools } from 'codex-rx';
import type { RelayClient, RelayCursor, RelayStreamOptions } from 'codex-rx/relay';
import {
  defer,
  EMPTY,
  expand,
  filter,
  finalize,
  map,
  of,
  scan,
  switchMap,
  take,
  type BehaviorSubject,
  type Observable,
} from 'rxjs';
import type { ChatRequest, Decisions } from '../ChatRequest.js';

/** A decision of the person about one call of a tool. */
export interface Decision {
  readonly callId: string;
  readonly isApproved: boolean;
}

/** What a turn needs besides its request. */
export interface TurnOptions {
  readonly relay: Pick<RelayClient, 'stream' | 'resume'>;
  readonly decision$: Observable<Decision>;
  /** Receives each delay before a lost connection to the server is opened again. */
  readonly onRetry?: RelayStreamOptions['onRetry'];
  /** The answers of the current turn, by their ids at the relay. Those that it holds at first are read again. */
  readonly answers: BehaviorSubject<readonly string[]>;
}

/** Emits the decisions about the calls that wait, once there is one about each. */
export const decisionsAbout = (
  { calls, outputs }: PendingTools,
  decision$: Observable<Decision>,
): Observable<Decisions> => {
  const done = new Set(outputs.flatMap((item) => ('call_id' in item ? [item.call_id] : [])));
  const waiting = new Set(calls.map(({ call_id }) => call_id).filter((id) => !done.has(id)));
  return decision$.pipe(
    filter(({ callId }) => waiting.has(callId)),
    scan((decisions: Decisions, { callId, isApproved }) => ({ ...decisions, [callId]: isApproved }), {}),
    filter((decisions) => Object.keys(decisions).length === waiting.size),
    take(1),
  );
};

/**
 * A message of the user and everything up to the final answer. It is one answer of the relay, and another one after each
 * approval; between the two it waits for the decisions of the person.
 *
 * ```text
 * answer 1:   --call--(P|)                        P: tools_suspended
 * decision$:  -------------d
 * answer 2:                -F--text--(C|)
 *        turn(request, { relay, decision$, answers })
 * output:     --call--P-----F--text--(C|)
 * ```
 *
 * After a reload, `answers` holds the ids of the answers that were requested. They are read again from their beginning, and
 * nothing is requested twice.
 */
export const turn = (
  request: ChatRequest,
  { relay, decision$, answers, onRetry }: TurnOptions,
): Observable<AnswerEvent> =>
  defer(() => {
    let position = 0;
    const nextAnswer = (request$: Observable<ChatRequest>): Observable<AnswerEvent> => {
      const known = answers.value[position];
      position += 1;
      if (known !== undefined) return relay.resume({ answer: known }, { onRetry }).events();
      const onCursor = ({ answer, after }: RelayCursor): void => {
        if (after === 0) answers.next([...answers.value, answer]);
      };
      return request$.pipe(switchMap((each) => relay.stream(each, { onCursor, onRetry }).events()));
    };
    const decided = (pending: PendingTools): Observable<ChatRequest> =>
      decisionsAbout(pending, decision$).pipe(
        map((decisions) => ({ type: 'decide', answer: answers.value.at(-1) ?? '', decisions })),
      );
    return nextAnswer(of(request)).pipe(
      expand((event) => (event.type === 'tools_suspended' ? nextAnswer(decided(event.pending)) : EMPTY)),
      finalize(() => answers.next([])),
    );
  });
