import { endWith, ignoreElements, tap, type Observable } from 'rxjs';
import { ModelsClient } from '../../clients/ModelsClient.js';
import { visibleControls } from '../../telemetry/visibleControls.js';
import { clientOptions, providerOf } from './createClient.js';
import { ExitCode } from '../exitCodes.js';
import type { Target } from '../arguments/options.js';
import type { Terminal } from '../terminal/Terminal.js';
import { readVersion } from '../version.js';

/**
 * Writes the name of every model of the provider, a line each, and emits the exit code. Controls in a name are shown:
 * a name must not begin another line.
 */
export const runModels = (target: Target, baseUrl: string | undefined, terminal: Terminal): Observable<ExitCode> =>
  new ModelsClient(clientOptions(target, providerOf(target, baseUrl), terminal)).listModels(readVersion()).pipe(
    tap(({ models }) => {
      for (const { slug } of models) terminal.write(`${visibleControls(slug)}\n`);
    }),
    ignoreElements(),
    endWith(ExitCode.ok),
  );
