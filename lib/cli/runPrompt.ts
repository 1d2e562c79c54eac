import {
  catchError,
  concat,
  connect,
  defer,
  EMPTY,
  endWith,
  ignoreElements,
  map,
  merge,
  of,
  reduce,
  tap,
  type Observable,
} from 'rxjs';
import { RoutedClient } from '../clients/RoutedClient.js';
import { ofType } from '../operators/answer/ofType.js';
import { adviceFor } from '../protocol/errors/adviceFor.js';
import { isApiError } from '../protocol/errors/ApiError.js';
import type { ResponseEvent } from '../protocol/ResponseEvent.js';
import { authorize, bearerAuth, noAuth } from '../provider/AuthProvider.js';
import { openai } from '../provider/presets.js';
import { createRedactor } from '../telemetry/Redactor.js';
import type { Telemetry } from '../telemetry/Telemetry.js';
import { exitCodeOf, ExitCode } from './exitCodes.js';
import { MARBLE_LEGEND, marbleLine } from './marbleLine.js';
import type { Command } from './options.js';
import { summarise } from './summarise.js';
import { printError, type Terminal } from './Terminal.js';

/** A command line with a prompt. */
export type PromptCommand = Extract<Command, { type: 'prompt' }>;

type Output = (events: Observable<ResponseEvent>) => Observable<unknown>;

/** The duration of one dash in the marble line, in milliseconds. */
const TIMELINE_FRAME = 50;

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

const noteRetries = (terminal: Terminal): Telemetry => ({
  onRetry: ({ retry, delay, error }) => {
    terminal.note(`retry ${retry} in ${seconds(delay)}: ${error.message}`);
  },
});

const writeJson =
  (terminal: Terminal): Output =>
  (events) =>
    events.pipe(tap((event) => terminal.write(`${JSON.stringify(event)}\n`)));

const textOf = (events: Observable<ResponseEvent>): Observable<string> =>
  events.pipe(
    ofType('output_text_delta', 'refusal_delta'), // a refusal replaces the answer
    map(({ delta }) => delta),
  );

const writeText =
  (terminal: Terminal): Output =>
  (events) =>
    concat(
      textOf(events).pipe(tap((text) => terminal.write(text))),
      defer(() => {
        terminal.write('\n');
        return EMPTY;
      }),
    );

// An answer may be a tool call without text, which would otherwise print nothing.
const noteToolCalls =
  (terminal: Terminal): Output =>
  (events) =>
    events.pipe(
      ofType('output_item_done'),
      tap(({ item }) => {
        if (item.type === 'function_call') terminal.note(`tool call: ${item.name}(${item.arguments})`);
        if (item.type === 'custom_tool_call') terminal.note(`tool call: ${item.name}(${item.input})`);
      }),
    );

const drawTimeline =
  (terminal: Terminal): Output =>
  (events) =>
    merge(
      events.pipe(
        marbleLine({ frame: TIMELINE_FRAME }),
        tap((piece) => terminal.draw(piece)),
      ),
      textOf(events).pipe(
        // The text before an error is printed too.
        catchError(() => EMPTY),
        reduce((text, delta) => text + delta, ''),
        tap((text) => {
          terminal.note('');
          terminal.write(text === '' ? '' : `${text}\n`);
        }),
      ),
    );

const outputOf = ({ json, timeline }: PromptCommand, terminal: Terminal): Output => {
  if (json) return writeJson(terminal);
  const text = timeline ? drawTimeline(terminal) : writeText(terminal);
  return (events) => merge(text(events), noteToolCalls(terminal)(events));
};

/**
 * Masks the credentials of a call in the summary. A server chooses the names in the summary, and a name could contain
 * the key.
 */
const masking = (url: string, token: string | undefined) => (line: string) => {
  const secrets = createRedactor();
  secrets.learn(authorize({ method: 'POST', url, headers: new Headers() }, { token, accountId: undefined }));
  return secrets.redact(line);
};

/**
 * Sends the prompt, writes the answer as it arrives, and emits the exit code at the end. Unsubscribing closes the
 * socket.
 *
 * @param baseUrl the base URL. Default: OpenAI's URL.
 */
export const runPrompt = (
  command: PromptCommand,
  baseUrl: string | undefined,
  terminal: Terminal,
): Observable<ExitCode> => {
  const { model, prompt, wire, apiKey, organization, project, idleTimeout, retries } = command;
  const provider = openai({
    name: baseUrl === undefined ? undefined : 'custom',
    baseUrl,
    wire,
    organization,
    project,
    streamIdleTimeout: idleTimeout,
    retry: { maxAttempts: retries },
  });
  const client = new RoutedClient({
    provider,
    auth: apiKey === undefined ? noAuth : bearerAuth(apiKey),
    telemetry: noteRetries(terminal),
  });
  if (command.timeline && !command.json) terminal.note(`${MARBLE_LEGEND}; a dash is ${TIMELINE_FRAME} ms`);

  return client.streamPrompt(model, prompt).pipe(
    connect((events) =>
      merge(
        outputOf(command, terminal)(events),
        events.pipe(
          summarise({ model }),
          map(masking(provider.baseUrl, apiKey)),
          tap((line) => terminal.note(line)),
        ),
      ),
    ),
    ignoreElements(),
    endWith(ExitCode.ok),
    catchError((error: unknown) => {
      if (!isApiError(error)) throw error;
      printError(terminal, error.message, adviceFor(error));
      return of(exitCodeOf(error));
    }),
  );
};
