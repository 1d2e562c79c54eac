import { stripVTControlCharacters } from 'node:util';
import { expect } from 'chai';
import { firstValueFrom } from 'rxjs';
import { renderMarkdown } from '../../lib/cli/markdown/renderMarkdown.js';
import { run } from '../../lib/cli/run.js';
import { terminalOutput } from '../../lib/cli/terminal/terminalOutput.js';
import { textAnswer, toolCallAnswer } from '../../lib/server/script/answers.js';
import { onOneLine } from '../../lib/telemetry/Logger.js';
import { fakeTerminal } from '../support/fakeTerminal.js';
import { useServer } from '../support/scripted.js';

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
  'a text in tags, which only a program reads': ['a\u{e0072}\u{e006d}b', 'a\\u{e0072}\\u{e006d}b'],
  'a text in selectors behind a picture': ['☺\ufe0f\u{e0162}\ufe01', '☺\ufe0f\\u{e0162}\\ufe01'],
  'blank letters': ['a\u3164\u115f\u034f\uffa0', 'a\\u3164\\u115f\\u034f\\uffa0'],
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

  const NESTED: Readonly<Record<string, string>> = {
    quotes: '>'.repeat(20_000),
    lists: '1. '.repeat(20_000),
    'lists in quotes': '> - '.repeat(20_000),
    brackets: '['.repeat(20_000),
    'lists, line by line': Array.from({ length: 300 }, (_, depth) => `${' '.repeat(2 * depth)}- a`).join('\n'),
  };
  for (const [what, text] of Object.entries(NESTED))
    it(`shows ${what} that are nested as deep as a model likes`, () => {
      expect(stripVTControlCharacters(renderMarkdown(`${text} end`))).to.match(/end$/);
    });

  it('reads Markdown 32 levels deep, and shows the rest as it came', () => {
    const bars = (depth: number) => renderMarkdown(`${'>'.repeat(depth)} a`).split('│').length - 1;
    expect([1, 33, 40].map(bars)).to.deep.equal([1, 33, 33]);
  });

  it('shows a paragraph as it came if its length times its marks exceeds 200 000', () => {
    const isStyled = (words: number) => renderMarkdown('_a_ '.repeat(words).trimEnd()).includes('\u001b');
    expect([158, 160].map(isStyled)).to.deep.equal([true, false]);
    expect(renderMarkdown(`\`${'_'.repeat(1_000)}\` *b*`)).to.contain('_'.repeat(1_000));
  });

  const tableOf = (rows: number) => `${'|a'.repeat(10)}\n${'|-'.repeat(10)}\n${'x\n'.repeat(rows)}`;
  const cellOf = (length: number) => `|${'日'.repeat(length)}|\n|-|\n`;
  const linesOf = (count: number) => `${'a\n'.repeat(count)}===`;
  const BOUNDS: readonly (readonly [what: string, within: string, beyond: string, mark: RegExp])[] = [
    ['a table, unless most of its cells are missing', tableOf(4), tableOf(10), /─/],
    ['a heading, unless its lines exceed 300 characters', linesOf(140), linesOf(160), /\[1m/],
    ['one quote up to 16 384 characters', '> a\n'.repeat(4_096), '> a\n'.repeat(4_097), /^(?!.*\n\n)/s],
    ['one list up to 65 536 characters', '- a\n'.repeat(16_384), '- a\n'.repeat(16_385), /^(?!.*\n\n)/s],
    ['the width of a cell up to 1000 characters', cellOf(1_000), cellOf(1_001), /─{1500}/],
  ];
  for (const [what, within, beyond, mark] of BOUNDS)
    it(`reads ${what}: the time would grow with its square`, () => {
      expect([within, beyond].map((text) => mark.test(renderMarkdown(text)))).to.deep.equal([true, false]);
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

describe('security: terminal of the command line', () => {
  const using = useServer();
  const key = 'sk-very/secret+0123456789';
  const execute = async (...args: readonly string[]) => {
    const terminal = fakeTerminal();
    const code = await firstValueFrom(
      run(['--base-url', using.server.baseUrl, ...args], { OPENAI_API_KEY: key }, terminal),
    );
    return { code, terminal };
  };

  it('M6 masks a key that a server repeats in the summary', async () => {
    using.server.enqueue({ answer: textAnswer('Hi', { model: `gpt ${encodeURIComponent(key)}`, id: `resp_${key}` }) });
    const { terminal } = await execute('Hi');
    expect(terminal.notes.join()).to.contain('[redacted]').and.not.contain('0123456789');
  });

  it('M6 masks a key that a model repeats in the arguments of a call', async () => {
    using.server.enqueue({ answer: toolCallAnswer({ name: 'look', arguments: { key } }) });
    const { terminal } = await execute('Hi');
    expect(terminal.notes.join()).to.contain('tool call: look').and.contain('[redacted]').and.not.contain('0123456789');
  });

  it('M6 masks a key that a server repeats in an error', async () => {
    const body = JSON.stringify({ error: { message: `Incorrect key ${key}`, code: 'invalid_api_key' } });
    using.server.enqueue({ fault: { type: 'status', status: 401, body } });
    const { code, terminal } = await execute('Hi');
    expect(code).not.to.equal(0);
    expect(terminal.everything()).to.contain('[redacted]').and.not.contain('0123456789');
  });

  it('M6 writes each name of `models` on one line, and shows its controls', async () => {
    const models = [{ id: 'a\nforged' }, { id: 'b\u001b]52;c;cm0gLXJm\u0007' }, { id: 'c\u2028d' }];
    using.server.enqueue({ json: { object: 'list', data: models.map((model) => ({ object: 'model', ...model })) } });
    const { terminal } = await execute('models');
    expect(terminal.written()).to.equal('a\\u000aforged\nb\\u001b]52;c;cm0gLXJm\\u0007\nc\\u2028d\n');
  });

  for (const shell of ['bash', 'zsh', 'fish'])
    it(`M6 writes a completion for ${shell} that substitutes nothing`, async () => {
      const { terminal } = await execute('completion', shell);
      expect(terminal.written()).to.not.match(/`|\$\((?!compgen)|\beval\b/);
      expect(terminal.written()).to.contain('codex-rx');
    });

  it('M6 leaves names of files to the completion of bash itself, which quotes them', async () => {
    const { terminal } = await execute('completion', 'bash');
    expect(terminal.written()).to.contain('--record) COMPREPLY=() ;;').and.contain('complete -o default -F');
    expect(terminal.written()).not.to.match(/compgen -[a-z]*[dfo]/);
  });

  for (const name of ['constructor', '__proto__', 'toString'])
    it(`M6 knows no provider ${name}, which every object has as a member`, async () => {
      const { code, terminal } = await execute('--provider', name, 'Hi');
      expect(code).to.equal(2);
      expect(terminal.notes.join()).to.contain('--provider must be one of');
    });
});
