import {
  concat,
  defer,
  distinctUntilChanged,
  filter,
  finalize,
  ignoreElements,
  map,
  merge,
  skip,
  take,
  tap,
  type Observable,
} from 'rxjs';
import { Conversation } from '../../clients/Conversation.js';
import { createClient, providerOf } from './createClient.js';
import { ExitCode } from '../exitCodes.js';
import type { Command } from '../arguments/options.js';
import { cliAdviceFor } from '../output/reportError.js';
import { showElapsed } from '../output/showElapsed.js';
import { printError, type Terminal } from '../terminal/Terminal.js';

/** A command line that begins a conversation. */
export type ChatCommand = Extract<Command, { type: 'chat' }>;

const PROMPT = '> ';

/**
 * Holds a conversation: each line is a message, and each answer is written as it arrives. Ctrl-C stops the answer, or
 * ends the conversation if there is none. Emits the exit code at the end. Unsubscribing closes the socket.
 *
 * @param baseUrl the base URL. Default: the provider's.
 */
export const runChat = (command: ChatCommand, baseUrl: string | undefined, terminal: Terminal): Observable<ExitCode> =>
  defer(() => {
    const provider = providerOf(command, baseUrl);
    const client = createClient(command, provider, terminal);
    const endAnswer = (): void => terminal.endAnswer();
    const chat = new Conversation((input) =>
      client.streamPrompt(command.model, { instructions: command.system, input }).pipe(
        tap({
          next: (event) => {
            if (event.type === 'output_text_delta' || event.type === 'refusal_delta') terminal.answer(event.delta);
          },
          complete: endAnswer,
          unsubscribe: endAnswer,
        }),
        showElapsed((line) => terminal.status(line)),
      ),
    );
    const idle$ = chat.state$.pipe(
      map(({ busy }) => busy),
      distinctUntilChanged(),
      skip(1),
      filter((busy) => !busy),
      tap(() => {
        const { answer } = chat.state;
        if (answer?.error !== undefined)
          printError(
            terminal,
            answer.error.message,
            cliAdviceFor(answer.error, () => provider.baseUrl),
          );
        if (answer?.status === 'stopped') terminal.note('(stopped)');
        terminal.draw(PROMPT);
      }),
    );
    const lines$ = terminal.lines.pipe(
      filter((line) => line.trim() !== ''),
      // What is typed while an answer arrives is sent after it.
      tap((line) => {
        if (chat.state.busy) chat.queue(line);
        else chat.send(line);
      }),
    );
    const answered$ = chat.state$.pipe(
      filter(({ busy }) => !busy),
      take(1),
    );
    const interrupted$ = terminal.interrupted.pipe(
      filter(() => {
        const { busy } = chat.state;
        if (busy) chat.stop();
        return !busy;
      }),
      map(() => ExitCode.interrupted),
    );
    terminal.note('Each line is a message. Ctrl-C stops an answer; Ctrl-C again, or Ctrl-D, leaves.');
    terminal.draw(PROMPT);
    const ended$ = concat(lines$.pipe(ignoreElements()), answered$.pipe(map(() => ExitCode.ok)));
    return merge(idle$.pipe(ignoreElements()), ended$, interrupted$).pipe(
      take(1),
      tap(() => terminal.draw('\n')), // otherwise the prompt of the shell follows the last "> "
      finalize(() => {
        chat.close();
      }),
    );
  });
