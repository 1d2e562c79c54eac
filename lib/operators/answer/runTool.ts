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
 * A tool: takes the arguments of a call as the model wrote them, and answers with its last value. It is unsubscribed from
 * when nobody wants the answer any more. `jsonTool` makes one that takes checked arguments.
 */
export type Tool = (input: string, call: ToolCall) => ObservableInput<ToolOutput>;

/** Tools by the names that the model knows them by. */
export type Tools = Readonly<Record<string, Tool>>;

/** What stands between a call and its tool. */
export interface RunToolOptions {
  /** Whether a call may be run, e.g. by asking a person. Default: every call may. */
  readonly approve?: ((call: ToolCall) => ObservableInput<boolean>) | undefined;
  /** Whether the error of a tool ends the loop and is not told to the model. Default: never. */
  readonly failOn?: ((error: unknown, call: ToolCall) => boolean) | undefined;
}

type Finished = Extract<ToolEvent, { type: 'tool_finished' }>;

/** The most that a model is told of an error, in characters. */
const LONGEST_REASON = 500;

/**
 * A tool whose arguments are JSON, checked by a codec before it is run. Arguments that do not fit are an
 * `invalid_request` error, which the model is told, so that it can call again.
 *
 * @example
 * const weather = jsonTool(t.type({ city: t.string }), ({ city }) => lookUp(city));
 */
export const jsonTool =
  <A>(codec: t.Type<A, unknown>, run: (args: A, call: ToolCall) => ObservableInput<ToolOutput>): Tool =>
  (input, call) => {
    // Models call a function without parameters with "" as well as with "{}".
    const json = input.trim() === '' ? {} : parseJsonText(input);
    if (json === undefined) throw apiError({ type: 'invalid_request', detail: 'the arguments are no JSON' });
    const decoded = codec.decode(json);
    if (isLeft(decoded))
      throw apiError({ type: 'invalid_request', detail: `the arguments do not fit: ${decodeFault(decoded.left)}` });
    return run(decoded.right, call);
  };

/** Runs one call: told when it starts, and what becomes of it. Errors: only those that `failOn` picks. */
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
    // A model may call "constructor".
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
