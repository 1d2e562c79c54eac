import type * as t from 'io-ts';
import {
  catchError,
  concat,
  defaultIfEmpty,
  defer,
  from,
  map,
  mergeMap,
  of,
  take,
  takeLast,
  throwError,
  type Observable,
  type ObservableInput,
} from 'rxjs';
import { isLeft } from '#either';
import { inputOf } from '../../answer/itemSnapshot.js';
import type { ToolCall, ToolEvent, ToolOutput } from '../../answer/AnswerEvent.js';
import { apiError } from '../../protocol/errors/ApiError.js';
import { decodeFault } from '../../protocol/errors/decodeFault.js';
import { excerpt } from '../../protocol/errors/errorBody.js';
import { parseJsonText } from '../../protocol/codec/json.js';
import { reasonOf } from '../../protocol/errors/reasonOf.js';

/**
 * A tool: a function that receives the arguments of a call as the model wrote them. The last value of the observable
 * that it returns is its output. `runTools` unsubscribes from it when the output is no longer needed. `jsonTool`
 * creates a tool with checked arguments.
 */
export type Tool = (input: string, call: ToolCall) => ObservableInput<ToolOutput>;

/** Tools by name, as declared to the model. */
export type Tools = Readonly<Record<string, Tool>>;

/** Options for running the tools of a model. */
export interface RunToolOptions {
  /** Returns whether a call is run, e.g. after prompting a person. Default: each call is run. */
  readonly approve?: ((call: ToolCall) => ObservableInput<boolean>) | undefined;
  /** Returns whether an error of a tool ends the loop instead of being reported to the model. Default: never. */
  readonly failOn?: ((error: unknown, call: ToolCall) => boolean) | undefined;
}

type Finished = Extract<ToolEvent, { type: 'tool_finished' }>;

/** The maximum number of characters of an error message that are sent to the model. */
const LONGEST_REASON = 500;

/**
 * Creates a tool whose arguments are JSON, checked by a codec before the tool is run.
 *
 * Errors: an `invalid_request` error for arguments that do not match. `runTools` sends the message of this error to the
 * model, so that the model can call the tool again.
 *
 * @example
 * const weather = jsonTool(t.type({ city: t.string }), ({ city }) => lookUp(city));
 */
export const jsonTool =
  <A>(codec: t.Type<A, unknown>, run: (args: A, call: ToolCall) => ObservableInput<ToolOutput>): Tool =>
  (input, call) => {
    // Models call a function without parameters with "" or with "{}".
    const json = input.trim() === '' ? {} : parseJsonText(input);
    if (json === undefined)
      throw apiError({ type: 'invalid_request', detail: `the arguments must be JSON, got: ${excerpt(input, 60)}` });
    const decoded = codec.decode(json);
    if (isLeft(decoded))
      throw apiError({
        type: 'invalid_request',
        detail: `the arguments do not match the parameters: ${decodeFault(decoded.left)}`,
      });
    return run(decoded.right, call);
  };

/**
 * Runs one call: emits `tool_started`, then `tool_finished` with the outcome.
 *
 * Errors: only errors that `failOn` selects. Teardown: unsubscribes from `approve` and from the tool.
 */
export const runTool = (
  call: ToolCall,
  tools: Tools,
  { approve = () => of(true), failOn = () => false }: RunToolOptions,
): Observable<ToolEvent> => {
  const finished = (outcome: Finished['outcome'], output: ToolOutput): Finished => ({
    type: 'tool_finished',
    call,
    output,
    outcome,
  });

  const run = (): Observable<ToolEvent> => {
    // `Object.hasOwn`: a model may call "constructor".
    const tool = Object.hasOwn(tools, call.name) ? tools[call.name] : undefined;
    if (tool === undefined) return of(finished('failed', `error: there is no tool named ${excerpt(call.name, 100)}`));
    return concat(
      of<ToolEvent>({ type: 'tool_started', call }),
      defer(() => from(tool(inputOf(call), call))).pipe(
        takeLast(1),
        defaultIfEmpty(''),
        map((output) => finished('ok', output)),
      ),
    );
  };

  return defer(() => from(approve(call))).pipe(
    take(1),
    defaultIfEmpty(false),
    mergeMap((isApproved) => (isApproved ? run() : of(finished('refused', 'the user did not approve this call')))),
    catchError((error: unknown) =>
      failOn(error, call)
        ? throwError(() => error)
        : of(finished('failed', `error: ${excerpt(reasonOf(error), LONGEST_REASON)}`)),
    ),
  );
};
