import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { run } from './setUp.js';

/** A place in a file as language servers count: from 1. */
export interface Place {
  readonly line: number;
  readonly offset: number;
}

/** The place of a definition. */
export interface Definition {
  readonly file: string;
  /** The line that defines it. */
  readonly text: string;
}

const DEFINITION =
  /"command":"definition","request_seq":\d+,"success":true,"body":\[\{"file":"([^"]+)","start":\{"line":(\d+)/g;

/** Asks a language server where what stands at the places of a file is defined, as an editor does. */
export const definitionsOf = (server: string, file: string, places: readonly Place[]): readonly Definition[] => {
  const requests = [
    { command: 'open', arguments: { file } },
    ...places.map((place) => ({ command: 'definition', arguments: { file, ...place } })),
  ];
  const input = requests.map((request, seq) => `${JSON.stringify({ seq, type: 'request', ...request })}\n`).join('');
  const { stdout } = run(process.execPath, [server, '--disableAutomaticTypingAcquisition'], dirname(file), input);
  return [...stdout.matchAll(DEFINITION)].map(([, path = '', line]) => ({
    file: path,
    text: readFileSync(path, 'utf8').split('\n')[Number(line) - 1] ?? '',
  }));
};
