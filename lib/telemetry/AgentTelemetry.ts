import type { ApiError } from '../protocol/errors/ApiError.js';
import type { ContentItem } from '../protocol/ContentItem.js';
import type { TokenUsage } from '../protocol/TokenUsage.js';

/** The contexts of something that runs: see `CallTelemetry`, which has the same hooks. */
export interface ContextHooks {
  /** Wraps the subscription. The hook must call `subscribe` once, before it returns. */
  readonly within?: ((subscribe: () => void) => void) | undefined;
  /** Wraps the delivery of every event and of the end. The hook must call `deliver` once, before it returns. */
  readonly outside?: ((deliver: () => void) => void) | undefined;
}

/** One run of a tool, by `runTools` or for the agent. */
export interface ToolReport {
  readonly name: string;
  readonly description?: string | undefined;
  /** The id of the call. */
  readonly callId: string;
  /** The arguments as the model wrote them, or as the approval replaced them. */
  readonly input: string;
  /** The name of the agent that calls the tool, if it has one. */
  readonly agent?: string | undefined;
  /** Masks the credentials of the calls that the loop has made so far in a text. A model may repeat them. */
  readonly redact: (text: string) => string;
}

/** The end of a run of a tool. */
export interface ToolEnd {
  /** `cancelled`: the loop was unsubscribed from, or its step was requested again without this call. */
  readonly outcome: 'completed' | 'failed' | 'cancelled';
  /** The error of the tool, for `failed`: any value that it threw. */
  readonly error?: unknown;
  /** The output that is sent to the model, for `completed`. */
  readonly output?: string | readonly ContentItem[];
  /** The time from the start to the end, in milliseconds. The wait for an approval is not part of it. */
  readonly duration: number;
}

/** Hooks on one run of a tool. */
export interface ToolTelemetry extends ContextHooks {
  /** Runs once, at the end of the run. */
  readonly onEnd?: ((end: ToolEnd) => void) | undefined;
}

/** One subscription to `runTools`, or one turn of a `Thread`. */
export interface AgentReport {
  /** `process`: the agent is another program, whose calls are reported to no hook. `loop`: it is a tool loop. */
  readonly kind: 'loop' | 'process';
  /** The name of the agent, if it has one. */
  readonly name?: string | undefined;
  /** The provider's name, if it is known. */
  readonly provider?: string | undefined;
  /** The model, if it is the same for the whole run. */
  readonly model?: string | undefined;
  /** The id of the thread, if it exists already. */
  readonly conversationId?: string | undefined;
  /** The input: items, or a text. */
  readonly input: unknown;
  /** Masks credentials in a text. */
  readonly redact: (text: string) => string;
}

/** The end of a run of an agent. */
export interface AgentEnd {
  /** `cancelled`: the caller unsubscribed before its end. */
  readonly outcome: 'completed' | 'failed' | 'cancelled';
  /** The error, for `failed`. */
  readonly error?: ApiError;
  /** The time from the subscription to the end, in milliseconds. */
  readonly duration: number;
  /** The tokens of all steps, if they were reported. */
  readonly usage?: Pick<
    TokenUsage,
    'input_tokens' | 'cached_input_tokens' | 'output_tokens' | 'reasoning_output_tokens'
  >;
  /** The text of the final message. */
  readonly output?: string;
  /** The id of the thread. */
  readonly conversationId?: string;
}

/** Hooks on one run of an agent. */
export interface AgentTelemetry extends ContextHooks {
  /** Runs once, at the end of the run. */
  readonly onEnd?: ((end: AgentEnd) => void) | undefined;
}

/** Hooks on agents and tools. */
export interface LoopTelemetry {
  /** Runs at every subscription to `runTools`, and at every turn of a `Thread`. */
  readonly onAgent?: ((run: AgentReport) => AgentTelemetry | undefined) | undefined;
  /** Runs when a tool starts. */
  readonly onTool?: ((run: ToolReport) => ToolTelemetry | undefined) | undefined;
}
