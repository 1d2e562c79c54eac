import {
  catchError,
  concat,
  concatMap,
  connect,
  defer,
  EMPTY,
  endWith,
  ignoreElements,
  map,
  merge,
  of,
  reduce,
  switchMap,
  take,
  takeLast,
  tap,
  type Observable,
} from 'rxjs';
import { ofType } from '../operators/answer/ofType.js';
import { parseJsonText } from '../protocol/codec/json.js';
import type { Prompt } from '../protocol/Prompt.js';
import type { ResponseEvent } from '../protocol/ResponseEvent.js';
import { authorize } from '../provider/AuthProvider.js';
import { createRedactor } from '../telemetry/Redactor.js';
import { createClient, providerOf } from './createClient.js';
import { ExitCode } from './exitCodes.js';
import { fileOutput } from './fileOutput.js';
import { MARBLE_LEGEND, marbleLine } from './marbleLine.js';
import type { Command } from './options.js';
import { showElapsed } from './showElapsed.js';
import { summarise } from './summarise.js';
import { printError, type Terminal } from './Terminal.js';

/** A command line with a prompt. */
export type PromptCommand = Extract<Command, { type: 'prompt' }>;

type Output = (events: Observable<ResponseEvent>) => Observable<unknown>;

/** The duration of one dash in the marble line, in milliseconds. */
const TIMELINE_FRAME = 50;

const writeJson =
  (terminal: Terminal): Output =>
  (events) =>
    events.pipe(tap((event) => terminal.write(`${JSON.stringify(event)}\n`)));

const textOf = (events: Observable<ResponseEvent>): Observable<string> =>
  events.pipe(
    ofType('output_text_delta', 'refusal_delta'), // a refusal replaces the answer
    map(({ delta }) => delta),
  );

/** Writes the text of an answer, in pieces, and ends it. */
interface AnswerWriter {
  readonly write: (piece: string) => void;
  readonly end: () => void;
}

const answerWriter = ({ schema }: PromptCommand, terminal: Terminal): AnswerWriter =>
  schema === undefined
    ? { write: (piece) => terminal.answer(piece), end: () => terminal.endAnswer() }
    : { write: (piece) => terminal.write(piece), end: () => terminal.write('\n') }; // as Markdown, JSON would change

const writeText =
  (command: PromptCommand, terminal: Terminal): Output =>
  (events) => {
    const { write, end } = answerWriter(command, terminal);
    return concat(
      textOf(events).pipe(
        showElapsed((line) => terminal.status(line)),
        tap(write),
      ),
      defer(() => {
        end();
        return EMPTY;
      }),
    );
  };

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
  (command: PromptCommand, terminal: Terminal): Output =>
  (events) => {
    const { write, end } = answerWriter(command, terminal);
    return merge(
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
          if (text === '') return;
          write(text);
          end();
        }),
      ),
    );
  };

/** Emits the exit code at the end. With --schema, an answer must be JSON; it is not compared with the schema. */
const checkAnswer =
  ({ schema }: PromptCommand, terminal: Terminal) =>
  (events: Observable<ResponseEvent>): Observable<ExitCode> => {
    if (schema === undefined) return events.pipe(ignoreElements(), endWith(ExitCode.ok));
    return textOf(events).pipe(
      reduce((text, delta) => text + delta, ''),
      map((text) => {
        if (parseJsonText(text) !== undefined) return ExitCode.ok;
        printError(terminal, 'the answer is not JSON, although --schema was given', 'Try again, or use another model.');
        return ExitCode.failed;
      }),
    );
  };

const outputOf = (command: PromptCommand, terminal: Terminal): Output => {
  if (command.json) return writeJson(terminal);
  const text = command.timeline ? drawTimeline(command, terminal) : writeText(command, terminal);
  return (events) => merge(text(events), noteToolCalls(terminal)(events));
};

/**
 * Masks the credentials of a call in notes: the summary, and the calls of tools. A server chooses their names, and a name
 * or an argument could contain the key.
 */
const masking = (terminal: Terminal, url: string, token: string | undefined): Terminal => {
  const secrets = createRedactor();
  secrets.learn(authorize({ method: 'POST', url, headers: new Headers() }, { token, accountId: undefined }));
  return { ...terminal, note: (line) => terminal.note(secrets.redact(line)) };
};

const stream = (
  command: PromptCommand,
  prompt: Prompt,
  baseUrl: string | undefined,
  given: Terminal,
): Observable<ExitCode> => {
  const { model, apiKey } = command;
  const provider = providerOf(command, baseUrl);
  const terminal = masking(given, provider.baseUrl, apiKey);
  const client = createClient(command, provider, terminal);
  if (command.timeline) terminal.note(`${MARBLE_LEGEND}; a dash is ${TIMELINE_FRAME} ms`);
  return client.streamPrompt(model, prompt).pipe(
    connect((events) =>
      merge(
        outputOf(command, terminal)(events),
        events.pipe(
          summarise({ model }),
          tap((line) => terminal.note(line)),
        ),
      ).pipe(ignoreElements(), (written) => merge(written, checkAnswer(command, terminal)(events))),
    ),
    takeLast(1),
    // The exit code ends the subscription to the output.
    concatMap((code) => concat(terminal.flushed, of(code))),
  );
};

/**
 * Sends the prompt, writes the answer as it arrives, and emits the exit code at the end. Unsubscribing closes the
 * socket.
 *
 * @param baseUrl the base URL. Default: the provider's.
 */
export const runPrompt = (
  command: PromptCommand,
  prompt: Prompt,
  baseUrl: string | undefined,
  terminal: Terminal,
): Observable<ExitCode> =>
  (command.output === undefined ? of(terminal) : fileOutput(command.output, terminal)).pipe(
    switchMap((output) => stream(command, prompt, baseUrl, output)),
    take(1), // the file stays open as long as it has a subscriber
  );
