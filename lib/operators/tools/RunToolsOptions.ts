import type { RunToolOptions } from './runTool.js';

/** Options for `runTools`. */
export interface RunToolsOptions extends RunToolOptions {
  /**
   * The maximum number of steps (requests). If the model still calls tools in the last step, the loop fails. Default:
   * 16.
   */
  readonly maxSteps?: number | undefined;
  /**
   * The maximum number of calls in one step. With more, the loop fails, and those that have not begun do not run.
   * Default: 256.
   */
  readonly maxCalls?: number | undefined;
  /** The maximum number of tools that run at the same time. Default: 4. */
  readonly concurrency?: number | undefined;
  /**
   * Runs a call of a function as soon as it has been received, before the answer is complete. If the answer is then cut
   * short, its calls have already been run. A call whose arguments are not an object waits for the end of the answer:
   * they may be cut. Default: false.
   */
  readonly early?: boolean | undefined;
}
