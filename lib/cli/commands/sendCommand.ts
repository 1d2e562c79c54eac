import { catchError, defer, map, of, switchMap, tap, type Observable } from 'rxjs';
import { isApiError } from '../../protocol/errors/ApiError.js';
import type { Command } from '../arguments/options.js';
import { PROVIDERS } from '../arguments/providers.js';
import { ExitCode } from '../exitCodes.js';
import { reportError } from '../output/reportError.js';
import { printError, type Terminal } from '../terminal/Terminal.js';
import { checkRecording } from './checkRecording.js';
import { providerOf } from './createClient.js';
import { readPrompt } from './readPrompt.js';
import { runChat } from './runChat.js';
import { runModels } from './runModels.js';
import { runPrompt } from './runPrompt.js';
import { runningServer } from './serve.js';

type SendingCommand = Extract<Command, { type: 'prompt' | 'chat' | 'models' }>;

type Start = (baseUrl: string | undefined) => Observable<ExitCode>;

/** Reads the prompt before a server is started and before a request is sent. */
const prepare = (command: SendingCommand, terminal: Terminal): Observable<Start> => {
  switch (command.type) {
    case 'models':
      return of((baseUrl) => runModels(command, baseUrl, terminal));
    case 'chat':
      return of((baseUrl) => runChat(command, baseUrl, terminal));
    case 'prompt':
      return readPrompt(command, terminal).pipe(
        map(
          (prompt): Start =>
            (baseUrl) =>
              runPrompt(command, prompt, baseUrl, terminal),
        ),
      );
  }
};

const startEmbedded = (start: Start, terminal: Terminal): Observable<ExitCode> =>
  runningServer(0).pipe(
    tap(({ baseUrl }) =>
      terminal.note(
        `No OPENAI_API_KEY and no --base-url: the answer comes from a scripted server on this machine, ${baseUrl}, not from a model.`,
      ),
    ),
    switchMap(({ baseUrl }) => start(baseUrl)),
  );

/**
 * Runs a command that sends requests, and emits the exit code. Without a key, a provider and a base URL, the answer comes
 * from a scripted server. Unsubscribing closes the socket and that server.
 */
export const sendCommand = (command: SendingCommand, terminal: Terminal): Observable<ExitCode> => {
  const { provider, baseUrl, apiKey } = command;
  const key = provider === undefined ? undefined : PROVIDERS[provider]?.key;
  if (key !== undefined && apiKey === undefined && baseUrl === undefined)
    return defer(() => {
      printError(terminal, `--provider ${provider ?? ''} needs a key`, `Set ${key} in the environment.`);
      return of(ExitCode.unauthorized);
    });
  const isEmbedded = provider === undefined && baseUrl === undefined && apiKey === undefined;
  let isRecorded = true;
  const watched: Terminal = {
    ...terminal,
    recordingFailed: () => {
      isRecorded = false;
      terminal.recordingFailed();
    },
  };
  return (command.record === undefined ? of(undefined) : checkRecording(command.record)).pipe(
    switchMap(() => prepare(command, watched)),
    switchMap((start) => (isEmbedded ? startEmbedded(start, watched) : start(baseUrl))),
    map((code) => (code === ExitCode.ok && !isRecorded ? ExitCode.file : code)),
    catchError((error: unknown) => {
      if (!isApiError(error)) throw error;
      return of(reportError(terminal, error, () => providerOf(command, baseUrl).baseUrl));
    }),
  );
};
