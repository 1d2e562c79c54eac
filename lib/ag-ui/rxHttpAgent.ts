import { AbstractAgent, enforceOutgoingInput, type AgentConfig } from '@ag-ui/client';
import type { RunAgentInput } from '@ag-ui/core';
import { asyncScheduler, defer, Subject, switchMap, takeUntil, type SchedulerLike } from 'rxjs';
import { tryCatch } from '#either';
import { fromEither } from '../operators/decode/fromEither.js';
import { parseJson } from '../operators/decode/parseJson.js';
import { failWithApiError } from '../operators/flow/failWithApiError.js';
import { idleTimeout } from '../operators/framing/idleTimeout.js';
import { limitSize } from '../operators/framing/limitSize.js';
import { sseFrames } from '../operators/framing/sseFrames.js';
import { expectEventStream } from '../operators/http/expectEventStream.js';
import { expectSuccess } from '../operators/http/expectSuccess.js';
import { failAsStream } from '../operators/http/failAsStream.js';
import { sendRequest } from '../operators/http/sendRequest.js';
import { redactApiError } from '../telemetry/redactApiError.js';
import { createRedactor } from '../telemetry/Redactor.js';
import type { SkippedFrame } from '../telemetry/Telemetry.js';
import { buildError } from '../protocol/errors/ApiError.js';
import { reasonOf } from '../protocol/errors/reasonOf.js';
import { DEFAULT_BUFFER_LIMIT, MAX_ANSWER_SIZE } from '../protocol/limits.js';
import type { HttpRequest } from '../provider/HttpRequest.js';
import { fetchTransport } from '../transport/fetchTransport.js';
import type { HttpTransport } from '../transport/HttpTransport.js';
import type { AgUiEvents } from './CodexRxAgent.js';
import { untilRunEnds } from './untilRunEnds.js';

/** Options for `rxHttpAgent`. */
export interface RxHttpAgentOptions extends AgentConfig {
  /** The address of the agent. A page may give a relative one. */
  readonly url: string;
  /** Headers of every request. Default: none. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Sends the requests. Default: `fetchTransport()`. */
  readonly transport?: HttpTransport | undefined;
  /** The longest wait for the status and headers, in milliseconds. Default: 30 000. */
  readonly connectTimeout?: number | undefined;
  /** The longest silence in a run, in milliseconds. Default: 300 000. Comments do not count as silence. */
  readonly idleTimeout?: number | undefined;
  /** The maximum length of an unfinished event, in characters. Default: 10 485 760. */
  readonly maxBufferSize?: number | undefined;
  /** The maximum length of all events of a run together, in characters. Default: 67 108 864. */
  readonly maxAnswerSize?: number | undefined;
  /** A callback, called for each frame that is not an event. Values of headers are masked. */
  readonly onSkipped?: ((skipped: SkippedFrame) => void) | undefined;
  /** Measures the timeouts. Default: asyncScheduler. */
  readonly scheduler?: SchedulerLike | undefined;
}

/** The agent that `rxHttpAgent` creates. */
class RxHttpAgent extends AbstractAgent {
  readonly #options: RxHttpAgentOptions;
  readonly #aborts = new Subject<void>();

  constructor(options: RxHttpAgentOptions) {
    super(options);
    this.#options = options;
  }

  override run(input: RunAgentInput): AgUiEvents {
    const {
      url,
      headers = {},
      transport = fetchTransport(),
      connectTimeout = 30_000,
      idleTimeout: idle = 300_000,
      maxBufferSize = DEFAULT_BUFFER_LIMIT,
      maxAnswerSize = MAX_ANSWER_SIZE,
      onSkipped: report,
      scheduler = asyncScheduler,
    } = this.#options;
    const makeRequest = (): HttpRequest => ({
      method: 'POST',
      url,
      headers: new Headers({ ...headers, accept: 'text/event-stream', 'content-type': 'application/json' }),
      body: enforceOutgoingInput(input),
    });
    return defer(() => {
      const secrets = createRedactor();
      const { redact } = secrets;
      const onSkipped =
        report && (({ reason, excerpt }: SkippedFrame) => report({ reason: redact(reason), excerpt: redact(excerpt) }));
      return fromEither(
        tryCatch(makeRequest, (cause) => buildError(`the input of the run is not valid: ${reasonOf(cause)}`, cause)),
      ).pipe(
        sendRequest(transport, { connectTimeout, onSend: (sent) => secrets.learn(sent), scheduler }),
        expectSuccess({ bodyTimeout: connectTimeout, scheduler }),
        switchMap(({ status, bytes }) =>
          bytes.pipe(
            failAsStream(),
            expectEventStream(status),
            sseFrames({ maxBufferSize, comments: true, onSkipped }),
            idleTimeout(idle, { scheduler }),
            limitSize(maxAnswerSize),
            parseJson({ onSkipped }),
            untilRunEnds({ onSkipped }),
          ),
        ),
        failWithApiError({ redact: (error) => redactApiError(error, redact) }),
      );
    }).pipe(
      failWithApiError(),
      takeUntil(this.#aborts), // below untilRunEnds: a run that the page ends is not cut off
    );
  }

  override abortRun(): void {
    this.#aborts.next();
    super.abortRun();
  }

  override clone(): RxHttpAgent {
    const { agentId, description, threadId, messages } = this;
    const initialState: unknown = this.state;
    const named = agentId === undefined ? {} : { agentId };
    return new RxHttpAgent({
      ...this.#options,
      ...named,
      ...{ description, threadId, initialMessages: messages, initialState },
    });
  }
}

/**
 * Creates an AG-UI agent that runs on a server and is reached over HTTP. It takes the place of `HttpAgent` of
 * `@ag-ui/client`, and differs from it where that agent loses data or connections:
 *
 * - `run` is cold: each subscription sends one request, and none is sent before.
 * - Unsubscribing closes the connection, and so does `abortRun`, which completes the run.
 * - All line ends, comments and keep-alive frames of server-sent events are read, in time that grows with their length.
 * - A run that ends without `RUN_FINISHED` or `RUN_ERROR` is an error, and so is a silent or an overlong one.
 *
 * The run is over with its last event, also if the server leaves the connection open. It is not retried, because a run
 * may have effects.
 *
 * Errors, all as `ApiError`s: those of the request, with the meaning of its status; a `stream` error with the reason
 * `truncated`, `idle`, `too_large`, `not_event_stream` or `connection_lost`.
 *
 * @example
 * const agent = rxHttpAgent({ url: `${server.baseUrl}/agent`, headers: { 'x-tenant': 'a' } });
 * const run = { threadId: 't', runId: 'r', messages: [], tools: [], context: [], state: {}, forwardedProps: {} };
 * agent.run(run).subscribe({ next: (event) => console.log(event.type), error: (error) => console.error(error) });
 */
export const rxHttpAgent = (options: RxHttpAgentOptions): AbstractAgent => new RxHttpAgent(options);
