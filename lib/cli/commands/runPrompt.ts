import {
  concat,
  concatMap,
  connect,
  ignoreElements,
  merge,
  of,
  switchMap,
  take,
  takeLast,
  tap,
  type Observable,
} from 'rxjs';
import type { Prompt } from '../../protocol/Prompt.js';
import type { Command } from '../arguments/options.js';
import type { ExitCode } from '../exitCodes.js';
import { answerOutput } from '../output/answerOutput.js';
import { checkAnswer } from '../output/checkAnswer.js';
import { fileOutput } from '../output/fileOutput.js';
import { maskedNotes } from '../output/maskedNotes.js';
import { summarise } from '../output/summarise.js';
import type { Terminal } from '../terminal/Terminal.js';
import { createClient, providerOf } from './createClient.js';

/** A command line with a prompt. */
export type PromptCommand = Extract<Command, { type: 'prompt' }>;

const stream = (
  command: PromptCommand,
  prompt: Prompt,
  baseUrl: string | undefined,
  unmasked: Terminal,
): Observable<ExitCode> => {
  const { model, apiKey } = command;
  const provider = providerOf(command, baseUrl);
  const terminal = maskedNotes(unmasked, provider.baseUrl, apiKey);
  const client = createClient(command, provider, terminal);
  return client.streamPrompt(model, prompt).pipe(
    connect((events) =>
      merge(
        answerOutput(command, terminal)(events),
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
