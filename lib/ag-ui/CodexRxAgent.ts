import { AbstractAgent, type AgentConfig } from '@ag-ui/client';
import type { RunAgentInput } from '@ag-ui/core';
import { defer, from, Subject, takeUntil, type ObservableInput } from 'rxjs';
import type { AnswerEvent } from '../answer/AnswerEvent.js';
import { agUiRequest, type AgUiRequest } from './agUiRequest.js';
import { toAgUi } from './toAgUi.js';

/** Options for `CodexRxAgent`. */
export interface CodexRxAgentOptions extends AgentConfig {
  /** Answers a run, e.g. with `client.streamPrompt` or `runTools`. It is called for each run. */
  readonly answer: (request: AgUiRequest) => ObservableInput<AnswerEvent>;
  /** The state that the agent shares with the page during a run: see `toAgUi`. Default: none. */
  readonly sharedState?: ((request: AgUiRequest) => ObservableInput<unknown>) | undefined;
  /** Also sends events that describe the server or the account: see `toAgUi`. Default: false. */
  readonly metadata?: boolean | undefined;
}

/** The result of `run`: an observable of the copy of RxJS that `@ag-ui/client` uses. */
export type AgUiEvents = ReturnType<AbstractAgent['run']>;

/**
 * Makes the answers of this library an AG-UI agent, for the front ends of that protocol. `run` is cold: it requests
 * nothing before it is subscribed to, and unsubscribing closes the connection to the provider. `abortRun` ends the
 * runs of this agent with the outcome `cancelled`.
 *
 * Errors: none; an error becomes the event `RUN_ERROR`. An exception of `answer` does, too.
 *
 * @example
 * const agent = new CodexRxAgent({
 *   agentId: 'assistant',
 *   answer: ({ input, tools, instructions }) => client.streamPrompt('gpt-5.1', { input, tools, instructions }),
 * });
 * agent.messages = [{ id: '1', role: 'user', content: 'Say hi' }];
 * const { newMessages } = await agent.runAgent();
 * render(newMessages);
 */
export class CodexRxAgent extends AbstractAgent {
  readonly #options: CodexRxAgentOptions;
  readonly #aborts = new Subject<void>();

  constructor(options: CodexRxAgentOptions) {
    super(options);
    this.#options = options;
  }

  /** Answers a run. */
  override run(input: RunAgentInput): AgUiEvents {
    const { answer, sharedState, metadata } = this.#options;
    const { threadId, runId, messages } = input;
    return defer(() => {
      // Within the run: an input that a page has sent, and that is not valid, is an error of the run.
      let read: AgUiRequest | undefined;
      const request = (): AgUiRequest => (read ??= agUiRequest(input));
      const state = sharedState === undefined ? undefined : defer(() => from(sharedState(request())));
      const answer$ = defer(() => from(answer(request()))).pipe(takeUntil(this.#aborts));
      return answer$.pipe(toAgUi({ threadId, runId, messages, metadata, state }));
    });
  }

  /** Ends the runs of this agent. */
  override abortRun(): void {
    this.#aborts.next();
    super.abortRun();
  }

  /** Creates an agent with the same answers, thread, messages and state. Middleware is not copied. */
  override clone(): CodexRxAgent {
    const { agentId, description, threadId, messages } = this;
    const initialState: unknown = this.state;
    const named = agentId === undefined ? {} : { agentId };
    return new CodexRxAgent({
      ...this.#options,
      ...named,
      ...{ description, threadId, initialMessages: messages, initialState },
    });
  }
}
