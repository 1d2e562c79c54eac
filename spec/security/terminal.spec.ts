import { expect } from 'chai';
import { terminalOutput } from '../../lib/cli/terminalOutput.js';
import { onOneLine } from '../../lib/telemetry/Logger.js';

/** Texts of a model or a server that command a terminal, or show another text than they are. */
const ATTACKS: Readonly<Record<string, readonly [text: string, shown: string]>> = {
  'the clipboard (OSC 52)': ['\u001b]52;c;cm0gLXJm\u0007', '\\u001b]52;c;cm0gLXJm\\u0007'],
  'the title of the window': ['\u001b]0;root@host\u0007', '\\u001b]0;root@host\\u0007'],
  'the cursor': ['\u001b[1A\u001b[2K', '\\u001b[1A\\u001b[2K'],
  'a C1 control': ['\u009b1A', '\\u009b1A'],
  'a carriage return': ['failed\rok', 'failed\\u000dok'],
  'a backspace': ['no\b\byes', 'no\\u0008\\u0008yes'],
  'the order of the text (bidi)': ['\u202egnp.exe\u2066', '\\u202egnp.exe\\u2066'],
  'an invisible character': ['a\u200bb\ufeff', 'a\\u200bb\\ufeff'],
};

const streams = (isTTY: boolean) => {
  const written = { out: '', err: '' };
  const { write, draw, note, status } = terminalOutput(
    { isTTY, write: (text: string) => (written.out += text) },
    { isTTY, write: (text: string) => (written.err += text) },
  );
  return { written, write, draw, note, status };
};

describe('security: terminal output', () => {
  for (const [what, [text, shown]] of Object.entries(ATTACKS)) {
    it(`M6 shows ${what} on a screen, in the answer, the timeline and the notes`, () => {
      const { written, write, draw, note } = streams(true);
      write(text);
      draw(text);
      note(text);
      expect(written).to.deep.equal({ out: shown, err: `${shown}\n${shown}\n` });
    });

    it(`M6 passes ${what} unchanged into a pipe, but not in the notes`, () => {
      const { written, write, note } = streams(false);
      write(`${text}\n`);
      note(text);
      expect(written).to.deep.equal({ out: `${text}\n`, err: `${shown}\n` });
    });
  }

  for (const [what, [text, shown]] of Object.entries(ATTACKS))
    it(`M6 shows ${what} in an answer with colours, in the preview and after it`, () => {
      const previews: string[] = [];
      let written = '';
      const { answer, endAnswer } = terminalOutput(
        { isTTY: true, write: (piece) => (written += piece) },
        { isTTY: true, write: () => undefined },
        { show: (preview) => previews.push(preview), clear: () => undefined },
      );
      answer(`\`\`\`\n${text}`);
      endAnswer();
      for (const output of [previews.join(''), written]) {
        expect(output).to.contain(shown);
        expect(output).not.to.contain(text);
      }
    });

  it('M6 shows the controls of a status line, which the next output replaces, on a screen only', () => {
    const onScreen = streams(true);
    onScreen.status('wait\u001b[2J\n');
    onScreen.write('a\n');
    expect(onScreen.written).to.deep.equal({ out: 'a\n', err: 'wait\\u001b[2J\\u000a\r\u001b[K' });
    const piped = streams(false);
    piped.status('wait');
    piped.write('a\n');
    expect(piped.written).to.deep.equal({ out: 'a\n', err: '' });
  });

  it('M6 leaves line feeds, tabs and line ends of Windows as they are', () => {
    const { written, write } = streams(true);
    write('a\tb\nc\r\nd\n');
    expect(written.out).to.equal('a\tb\nc\nd\n');
  });

  for (const end of ['\r', '\n', '\r\n', '\u2028', '\u2029', '\u0085', '\v', '\f'])
    it(`M6 writes one line of a log for a message with ${JSON.stringify(end)}`, () => {
      const lines: string[] = [];
      const write = (message: string) => lines.push(message);
      const log = onOneLine({ debug: write, info: write, warn: write, error: write });
      const message = `busy${end}2026-01-01 root logged in \u001b[2J`;
      log.debug(message);
      log.info(message);
      log.warn(message);
      log.error(message);
      expect(lines).to.deep.equal(Array(4).fill('busy 2026-01-01 root logged in \\u001b[2J'));
    });
});
