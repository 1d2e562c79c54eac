import {
  concat,
  defer,
  EMPTY,
  expand,
  filter,
  from,
  mergeMap,
  of,
  tap,
  throwError,
  type Observable,
  type ObservableInput,
} from 'rxjs';
import { stepItems } from '../../answer/stepItems.js';
import type { AnswerEvent, ToolCall, ToolEvent } from '../../answer/AnswerEvent.js';
import { apiError } from '../../protocol/errors/ApiError.js';
import type { ResponseItem } from '../../protocol/ResponseItem.js';
import { toolOutputItem } from '../../answer/toolOutputItem.js';
import { userMessage } from '../../protocol/userMessage.js';
import { failWithApiError } from '../flow/failWithApiError.js';
import { runTool, type RunToolOptions, type Tools } from './runTool.js';

/** Asks a model with a conversation, e.g. by `client.streamPrompt`. Called once per turn. */
export type Ask = (input: readonly ResponseItem[], turn: number) => ObservableInput<AnswerEvent>;

/** How long a loop may be, and how its tools are run. */
export interface RunToolsOptions extends RunToolOptions {
  /** The most turns; if the model then still calls tools, the loop fails. Default 16. */
  readonly maxSteps?: number | undefined;
  /** How many tools run at the same time. Default 4. */
  readonly concurrency?: number | undefined;
}

/** A turn that is to be asked; it never leaves the loop. */
interface Turn {
  readonly type: 'turn';
  readonly turn: number;
  readonly input: readonly ResponseItem[];
}

/**
 * Asks a model, runs the tools that it calls, tells it what they said, and so on, until it calls none.
 *
 * ```text
 * turn 1:  --call--(C|)
 * tool:            ---a|
 * turn 2:              --text--(C|)
 *        runTools('Hi', () => turn, { f: () => tool })
 * output:  --call--(CS)F-text--(C|)      C: completed, S: tool_started, F: tool_finished
 * ```
 *
 * All events of all turns pass as they come; `accumulate` makes one answer of them. What the model is told keeps the
 * order of its calls, however the tools end. A tool that fails is told to the model by its message, and so are
 * arguments that do not fit, a tool that does not exist, and a call that was not approved; `failOn` makes an error of a tool
 * the loop's own. Calls of an answer that was cut short are not run.
 *
 * Errors: those of `ask`; `incomplete` with the reason `max_steps`; those of tools that `failOn` picks; all as `ApiError`s.
 * Teardown: unsubscribes from the turn, from all tools that run, and from `approve`. A tool has as much time as it wants:
 * `timeout` limits it. Source: wire.md 10.
 *
 * @example
 * const tools = { weather: jsonTool(t.type({ city: t.string }), ({ city }) => lookUp(city)) };
 * const ask: Ask = (input) => client.streamPrompt('gpt-5.1', { input, tools: declarations });
 * runTools('Do I need an umbrella in Paris?', ask, tools).pipe(accumulate()).subscribe(render);
 */
export const runTools = (
  input: string | readonly ResponseItem[],
  ask: Ask,
  tools: Tools,
  { maxSteps: maxSteps = 16, concurrency = 4, ...options }: RunToolsOptions = {},
): Observable<AnswerEvent> => {
  const runAll = (calls: readonly ToolCall[], { turn, input: said }: Turn): Observable<ToolEvent | Turn> => {
    const outputs = new Map<ToolCall, ResponseItem>();
    const next = (): Turn => ({
      type: 'turn',
      turn: turn + 1,
      input: [...said, ...calls.flatMap((call) => outputs.get(call) ?? [])],
    });
    return concat(
      from(calls).pipe(
        mergeMap((call) => runTool(call, tools, options), concurrency),
        tap((event) => {
          if (event.type === 'tool_finished') outputs.set(event.call, toolOutputItem(event.call, event.output));
        }),
      ),
      defer(() => of(next())),
    );
  };

  const askTurn = (asked: Turn): Observable<AnswerEvent | Turn> =>
    defer(() => {
      if (asked.turn > maxSteps) return throwError(() => apiError({ type: 'incomplete', reason: 'max_steps' }));
      const items = stepItems();
      return concat(
        from(ask(asked.input, asked.turn)).pipe(tap((event) => items.onEvent(event))),
        defer(() => {
          const calls = items.calls();
          return calls.length === 0 ? EMPTY : runAll(calls, { ...asked, input: [...asked.input, ...items.list()] });
        }),
      );
    });

  return of<AnswerEvent | Turn>({
    type: 'turn',
    turn: 1,
    input: typeof input === 'string' ? [userMessage(input)] : input,
  }).pipe(
    expand((step) => (step.type === 'turn' ? askTurn(step) : EMPTY)),
    filter((step) => step.type !== 'turn'),
    failWithApiError(),
  );
};
