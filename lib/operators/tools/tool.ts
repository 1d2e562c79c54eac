import { from, of } from 'rxjs';
import type { ToolCall } from '../../answer/AnswerEvent.js';
import { definedMembers } from '../../protocol/codec/definedMembers.js';
import type { JsonObject } from '../../protocol/codec/json.js';
import { buildError } from '../../protocol/errors/ApiError.js';
import { ANY_TOOL_NAME } from '../../protocol/toolName.js';
import { excerpt } from '../../protocol/errors/errorBody.js';
import { jsonSchemaOf } from '../../protocol/schema/jsonSchemaOf.js';
import type { Schema } from '../../protocol/schema/Schema.js';
import { readArguments } from './readArguments.js';
import type { PreparedRun, Tool, ToolContext } from './Tools.js';

/** The description of a tool, and the function that runs it. */
export interface ToolOptions<A> {
  /**
   * The name by which the model calls the tool: letters, digits, `_` and `-`, at most 64. Gemini also accepts `.` and `:`,
   * and some APIs 128 characters. The request fails with a `build` error if its API refuses the name.
   */
  readonly name: string;
  /** The purpose of the tool, for the model. */
  readonly description?: string | undefined;
  /**
   * The schema of the arguments: of a Standard Schema library (zod, valibot, arktype), an io-ts codec, or a JSON
   * Schema. A JSON Schema checks nothing here: the arguments are then `unknown`.
   */
  readonly parameters: Schema<A>;
  /** The JSON Schema to declare. It is needed only for `parameters` that cannot be converted. */
  readonly jsonSchema?: JsonObject | undefined;
  /** The member `strict` of the declaration. Default: left out. */
  readonly strict?: boolean | undefined;
  /**
   * Runs a call. Returns the output, or a promise, an observable or a generator of it. All values but the last are
   * `tool_progress` events. The last one is the output: a string, any JSON value, parts such as pictures, or nothing. A
   * value may be the last one, so it is held for up to 50 ms. If the tool ends later than that after its last value,
   * this value is emitted as progress, too.
   */
  readonly run: (args: A, context: ToolContext) => unknown;
  /**
   * States that a call needs an approval, or returns whether it does. Default: every call needs one if the loop has
   * `approve`, otherwise none does.
   */
  readonly needsApproval?: boolean | ((args: A, call: ToolCall) => boolean | PromiseLike<boolean>) | undefined;
  /** The time limit of a run, in milliseconds. Default: `timeout` of the loop. */
  readonly timeout?: number | undefined;
}

/**
 * Creates a tool from a schema: its declaration for the model, and the function that runs it with checked arguments.
 * Pass the tool to `tools` of a prompt and to `runTools`.
 *
 * ```text
 * step 1:  --call--(C|)
 * run:             ----a--b|
 * step 2:                  --text--(C|)
 *        runTools('Hi', () => step, [tool({ name: 'f', parameters: City, run: () => run })])
 * output:  --call--(CS)---PF-text--(C|)     P: tool_progress with a, F: tool_finished with b
 *
 * step 1:  --bad--(C|)
 * step 2:         ----text--(C|)
 *        runTools('Hi', () => step, [tool({ name: 'f', parameters: City, run: () => 'never' })])
 * output:  --bad--(CE)text--(C|)            E: tool_finished with the fault of the arguments
 * ```
 *
 * Errors: a call whose arguments do not match the schema is not run. The model receives a description of the fault and
 * can call the tool again. Teardown: `signal` is aborted when the output is no longer needed.
 *
 * @throws ApiError of type `build` if the schema cannot be converted to JSON Schema, or if no API accepts the name.
 *
 * @example
 * const weather = tool({
 *   name: 'weather',
 *   description: 'Returns the weather in a city.',
 *   parameters: t.type({ city: t.string }),
 *   run: ({ city }) => lookUp(city),
 * });
 * client.streamPrompt('gpt-5.1', { input: 'Is it raining in Paris?', tools: [weather] }).subscribe(console.log);
 */
export const tool = <A>(options: ToolOptions<A>): Tool => {
  const { name, description, parameters, jsonSchema, strict, needsApproval, timeout, run }: ToolOptions<A> = {
    ...options,
  };
  if (typeof name !== 'string' || name === '') throw buildError('a tool needs a name: tool({ name, parameters, run })');
  if (!ANY_TOOL_NAME.pattern.test(name))
    throw buildError(`the name of the tool ${JSON.stringify(excerpt(name, 40))} must have ${ANY_TOOL_NAME.rule}`);
  if (typeof run !== 'function') throw buildError(`the tool ${name} needs a function: tool({ name, parameters, run })`);
  if (timeout !== undefined && !(timeout >= 0))
    throw buildError(`the timeout of the tool ${name} must be a number of milliseconds, got ${String(timeout)}`);
  const approvalOf = (args: A): PreparedRun['needsApproval'] => {
    if (needsApproval === undefined) return undefined;
    return typeof needsApproval === 'function' ? (call) => needsApproval(args, call) : () => needsApproval;
  };
  const prepared = (args: A): PreparedRun => ({
    needsApproval: approvalOf(args),
    run: (context) => run(args, context),
  });
  const declaration = {
    type: 'function',
    name,
    ...definedMembers({ description, strict }),
    parameters: jsonSchema ?? jsonSchemaOf(parameters, `the parameters of the tool ${name}`, 'arguments'),
  } as const;
  const behaviour = {
    prepare: (input: string) => {
      const args = readArguments(parameters, input);
      return args instanceof Promise ? from(args.then(prepared)) : of(prepared(args));
    },
    timeout,
  };
  // Not enumerable: only the declaration is sent to the server.
  const hidden = Object.fromEntries(
    Object.entries(behaviour).map(([key, value]) => [key, { value, enumerable: false }]),
  );
  return Object.freeze(Object.defineProperties<Tool>({ ...declaration, ...behaviour }, hidden));
};
