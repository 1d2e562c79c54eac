import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { isRight } from '#either';
import { parseRecording } from '../../../lib/protocol/recording/parseRecording.js';
import { parseMarble } from '../../../lib/protocol/recording/marbleFile/parseMarble.js';
import type { Recording } from '../../../lib/protocol/recording/Recording.js';
import { textAnswer } from '../../../lib/server/script/answers.js';
import { bundleProgram, type BundledProgram } from '../../support/bundleProgram.js';
import { useServer } from '../../support/scripted.js';
import { useFolder } from '../temporary.js';

/** Runs a program whose standard input is closed: the command line would wait for it. */
const run = (args: readonly string[]) => {
  const running = promisify(execFile)(process.execPath, args);
  running.child.stdin?.end();
  return running;
};

const recordingIn = (path: string): Recording => {
  const text = readFileSync(path, 'utf8');
  if (!path.endsWith('.marble')) {
    const recording = parseRecording(text);
    return isRight(recording) ? recording.right : expect.fail(recording.left);
  }
  const file = parseMarble(text);
  const reply = isRight(file) ? file.right.exchanges.at(-1)?.reply : expect.fail(file.left);
  return reply?.type === 'reply' ? reply : expect.fail('there is no answer in the file');
};

const textIn = ({ chunks }: Recording): string => Buffer.concat(chunks.map(({ bytes }) => bytes)).toString();

describe('a recording of a program that exits after its answer', () => {
  const using = useFolder();
  const scripted = useServer();
  const programs: BundledProgram[] = [];
  before(async () => {
    programs.push(await bundleProgram('spec/node/recording/recordAndExit.ts'), await bundleProgram('lib/cli/main.ts'));
  });
  after(() => {
    for (const program of programs) program.remove();
  });

  for (const name of ['incident.jsonl', 'incident.marble']) {
    it(`is whole when the answer is complete, and after process.exit: ${name}`, async () => {
      scripted.server.enqueue({ answer: textAnswer('one two three'), cut: 3 });
      const path = using.path(name);
      const { stdout } = await run([programs[0]?.path ?? '', scripted.server.baseUrl, path]);
      expect(textIn(recordingIn(path))).to.contain('response.completed');
      expect(readFileSync(path, 'utf8')).to.equal(stdout);
    });

    it(`is whole after the command line: --record ${name}`, async () => {
      scripted.server.enqueue({ answer: textAnswer('one two three'), cut: 3 });
      const path = using.path(name);
      const args = ['--base-url', scripted.server.baseUrl, '--record', path, 'Hi'];
      const { stdout } = await run([programs[1]?.path ?? '', ...args]);
      expect(stdout).to.contain('one two three');
      expect(textIn(recordingIn(path))).to.contain('response.completed');
    });
  }
});
