import { expect } from 'chai';
import { from } from 'rxjs';
import { skipForeignLines } from '../../../lib/agent/turn/skipForeignLines.js';
import { valuesOf } from '../../support/collect.js';

describe('skipForeignLines', () => {
  const run = async (line: string) => {
    const warnings: string[] = [];
    const ignore = () => undefined;
    const logger = { debug: ignore, info: ignore, error: ignore, warn: (text: string) => warnings.push(text) };
    const redact = (text: string) => text.replaceAll('sk-secret', '[redacted]');
    const kept = await valuesOf(from([line]).pipe(skipForeignLines(logger, redact)));
    return { kept, warnings };
  };

  for (const line of [
    'SUCCESS: The process with PID 4711 (child process of PID 99) has been terminated.',
    'ERFOLGREICH: Der Prozess mit PID 4711 wurde beendet.',
    'ERROR: The process "4711" not found.',
    '\u001B[32mINFO\u001B[0m starting',
    '(node:99) ExperimentalWarning: stripping types',
    'null',
    'true',
    '42',
    '"a text"',
    '[]',
    '[{"type":"turn.started"}]',
    '<html>',
    'data: {}',
    '}',
    '\uFFFD\uFFFD',
    '--- a/file',
  ])
    it(`skips ${JSON.stringify(line)}, and logs it`, async () => {
      const { kept, warnings } = await run(line);
      expect(kept).to.deep.equal([]);
      expect(warnings).to.have.length(1);
    });

  for (const line of ['{"type":"turn.started"}', '  {"type":"turn.started"}', '{"type":', '{}', '', '  '])
    it(`keeps ${JSON.stringify(line)}`, async () => {
      expect(await run(line)).to.deep.equal({ kept: [line], warnings: [] });
    });

  it('logs a skipped line on one line, without secrets', async () => {
    const { warnings } = await run('key sk-secret\rand more');
    expect(warnings[0])
      .to.contain('[redacted]')
      .and.not.to.match(/sk-secret|[\r\n]/);
  });
});
