import { expect } from 'chai';
import fc from 'fast-check';
import { markdownWriter } from '../../../lib/cli/markdown/markdownWriter.js';
import { renderMarkdown } from '../../../lib/cli/markdown/renderMarkdown.js';

interface Screen {
  /** Text that stays. */
  readonly written: string[];
  /** The preview, or undefined if there is none. */
  preview: string | undefined;
}

const play = (pieces: readonly string[], afterPiece: (screen: Screen) => void = () => undefined): Screen => {
  const screen: Screen = { written: [], preview: undefined };
  const writer = markdownWriter(
    (text) => {
      expect(screen.preview, 'a preview while text is written').to.equal(undefined);
      screen.written.push(text);
    },
    {
      show: (text) => {
        screen.preview = text;
      },
      clear: () => {
        screen.preview = undefined;
      },
    },
  );
  for (const piece of pieces) {
    writer.write(piece);
    afterPiece(screen);
  }
  writer.end();
  return screen;
};

const BLOCKS = ['one *two*', '# three', '- a\n- b', '1. c\n\n2. d', '```\ne\n\nf\n```', '> g', '| h |\n|---|\n| i |'];

describe('markdownWriter', () => {
  it('shows each piece at once, and writes a block when the next one has a line', () => {
    const steps: unknown[] = [];
    play(['on', 'e\n', '\n', 'tw', 'o', '\n'], ({ written, preview }) => steps.push([written.join(''), preview]));
    expect(steps).to.deep.equal([
      ['', 'on'],
      ['', 'one'],
      ['', 'one'],
      ['', 'one\n\ntw'],
      ['', 'one\n\ntwo'],
      ['one\n', '\ntwo'],
    ]);
  });

  it('writes the rest and removes the preview at the end', () => {
    const { written, preview } = play(['one\n\n', 'two\n', 'three']);
    expect(written.join('')).to.equal('one\n\ntwo\nthree\n');
    expect(preview).to.equal(undefined);
  });

  it('begins a new text after the end', () => {
    const written: string[] = [];
    const writer = markdownWriter((text) => written.push(text), { show: () => undefined, clear: () => undefined });
    for (const text of ['# one', 'two']) {
      writer.write(text);
      writer.end();
    }
    writer.end();
    expect(written.map((text) => text.includes('two'))).to.deep.equal([false, true]);
    expect(written.at(-1)).to.equal('two\n');
  });

  it('writes the same, however the text is cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...BLOCKS), { minLength: 1, maxLength: 6 }),
        fc.array(fc.nat(200)),
        (blocks, places) => {
          const text = blocks.join('\n\n');
          const cuts = [0, ...places.filter((place) => place < text.length).sort((a, b) => a - b), text.length];
          const pieces = cuts.slice(1).map((end, index) => text.slice(cuts[index], end));
          const { written } = play(pieces);
          expect(written.join('').replace(/\s+/g, ' ')).to.equal(`${renderMarkdown(text)}\n`.replace(/\s+/g, ' '));
        },
      ),
    );
  });

  it('shows a block with colours up to 8192 characters, and then the last 16 384 as they came', () => {
    const previewOf = (length: number) => {
      let shown: string | undefined;
      play([`*a* ${'b'.repeat(length - 4)}`], ({ preview }) => (shown = preview));
      return shown ?? '';
    };
    expect([8_192, 8_193].map((length) => previewOf(length).startsWith('*a*'))).to.deep.equal([false, true]);
    expect([16_384, 16_385].map((length) => previewOf(length).length)).to.deep.equal([16_384, 16_384]);
  });

  it('shows what a block has grown by as it came, and with colours once that is 3 % of its length', () => {
    const previews: string[] = [];
    const pieces = ['b'.repeat(1_000), ' *a*', ' *a*'.repeat(6), ' *a*'];
    play(pieces, ({ preview = '' }) => previews.push(preview.slice(-4)));
    expect(previews.slice(1)).to.deep.equal([' *a*', ' *a*', '\u001b[23m'.slice(-4)]);
  });

  it('shows the end of a block that is longer than a screen', () => {
    const lines = Array.from({ length: 4000 }, (_, index) => `line ${index}\n`);
    let longest = 0;
    const { written } = play(['```\n', ...lines, '```\n'], ({ preview = '' }) => {
      longest = Math.max(longest, preview.length);
    });
    expect(longest).to.be.at.most(32_768);
    expect(written.join('')).to.contain('line 0\n').and.to.contain('line 3999');
  });
});
