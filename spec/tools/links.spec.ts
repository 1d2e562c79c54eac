import { expect } from 'chai';
import {
  declarationFaults,
  decisionFaults,
  pageFaults,
  sourceFaults,
  type ReadPath,
} from '../../tools/links/linkFaults.js';
import { anchorsOf, headingsOf, linksOf, tableRows, withoutBlocks } from '../../tools/links/markdown.js';

const files: Readonly<Record<string, string>> = {
  docs: '',
  'lib/index.ts': 'export {};',
  'guide/start.md': '# Start\n\n## What `send()` does, in [short](x)\n\n## Twice\n\n## Twice\n\n<a id="by-hand"></a>\n',
  'docs/wire.md': '# On the wire\n\n## 4 Events\n\n### 4.4 Failure codes\n\n### 10.1. Items\n',
  'docs/decisions.md':
    '| matter | test |\n| --- | --- |\n| waiting for the head | "x" |\n| Chat usage, `id` | "y" |\n\n| other |\n|--|\n| `Retry-After` |\n',
  'spec/a.spec.ts': "it('Retry-After: waits as long as the server asks', () => {});",
};
const read: ReadPath = (path) => files[path];

const page = (text: string, file = 'README.md') => pageFaults({ file, text }, read);
const source = (text: string, file = 'lib/x.ts') => sourceFaults({ file, text }, read);

// This file is checked too, so its texts must not look like comments.
const commented = (text: string): string => text.replaceAll('~', '//');

describe('links of pages', () => {
  const alive: readonly (readonly [string, string])[] = [
    ['a file', '[x](lib/index.ts)'],
    ['a folder', '[x](docs/) and [y](docs)'],
    ['a heading of another page', '[x](guide/start.md#what-send-does-in-short)'],
    ['the second heading of that name', '[x](guide/start.md#twice-1)'],
    ['an anchor that is set by hand', '[x](guide/start.md#by-hand)'],
    ['a heading of the same page', '# A page\n\n[x](#a-page)'],
    ['another host', '[x](https://example.com/a#b) <img src="//example.com/x.png"> [m](mailto:a@example.com)'],
    ['a line of a source', '[x](lib/index.ts#L1)'],
  ];
  for (const [what, text] of alive)
    it(`may lead to ${what}`, () => {
      expect(page(text)).to.deep.equal([]);
    });

  const dead: readonly (readonly [string, string, string])[] = [
    ['a file that is not there', 'see\n\n[x](lib/none.ts)', 'README.md:3: lib/none.ts does not exist'],
    ['a picture that is not there', '![x](a.png "title")', 'README.md:1: a.png does not exist'],
    ['a heading that is not there', '[x](guide/start.md#none)', 'README.md:1: guide/start.md has no heading #none'],
    ['a heading that its own page lacks', '[x](#none)', 'README.md:1: README.md has no heading #none'],
    ['a third heading of two', '[x](guide/start.md#twice-2)', 'README.md:1: guide/start.md has no heading #twice-2'],
    ['a file by a definition', 'see [x]\n\n[x]: gone.md', 'README.md:3: gone.md does not exist'],
    ['a file by HTML', '<a class="y" href="gone.md">x</a>', 'README.md:1: gone.md does not exist'],
    ['an address with parentheses', '[x](a_(b).md)', 'README.md:1: a_(b).md does not exist'],
    ['a file, where the text of the link is broken', '[two\nwords](gone.md)', 'README.md:2: gone.md does not exist'],
  ];
  for (const [what, text, fault] of dead)
    it(`must not lead to ${what}`, () => {
      expect(page(text)).to.deep.equal([fault]);
    });

  it('start from the folder of their page', () => {
    expect(page('[x](start.md) [y](../lib/index.ts)', 'guide/other.md')).to.deep.equal([]);
    expect(page('[x](lib/index.ts)', 'guide/other.md')).to.deep.equal([
      'guide/other.md:1: lib/index.ts does not exist',
    ]);
  });

  it('are not what blocks of code, inline code and comments show', () => {
    expect(page('```md\n[x](gone.md)\n```\n\n`[x](gone.md)` <!-- [x](gone.md) -->\n')).to.deep.equal([]);
    expect(page('```md\n```\n[x](gone.md)')).to.deep.equal(['README.md:3: gone.md does not exist']);
  });
});

describe('references of comments', () => {
  const alive: readonly (readonly [string, string])[] = [
    ['a section', '~ docs/wire.md, section 4.4\n'],
    ['two sections', '~ docs/wire.md, sections 4 and 4.4: both\n'],
    ['a section whose number stands in the next line', 'const a = 1; ~ see docs/wire.md,\n~ section 10.1.\n'],
    ['a matter', '~ docs/decisions.md: Retry-After.\n'],
    ['a matter with its marks of code', '~ docs/decisions.md: Chat usage, id\n'],
    ['a matter that goes on in the next line', '~ docs/decisions.md: waiting for\n~ the head\n'],
    ['a page of this repository, in a sentence', '~ CHANGELOG.md has more.\n'],
    ['nothing, in a text', "const a = 'docs/wire.md, section 99';\n"],
  ];
  for (const [what, text] of alive)
    it(`may name ${what}`, () => {
      expect(source(commented(text))).to.deep.equal([]);
    });

  const dead: readonly (readonly [string, string, string])[] = [
    ['a missing section', '\n  ~ docs/wire.md, section 4.5\n', 'lib/x.ts:2: docs/wire.md has no section 4.5'],
    ['a missing second one', '~ docs/wire.md, sections 4 and 5\n', 'lib/x.ts:1: docs/wire.md has no section 5'],
    ['the page alone', '~ docs/wire.md\n', 'lib/x.ts:1: write "docs/wire.md, section N.M"'],
    ['a missing matter', '~ docs/decisions.md: tea\n', 'lib/x.ts:1: docs/decisions.md has no matter "tea"'],
    ['no matter', '~ see docs/decisions.md\n', 'lib/x.ts:1: write "docs/decisions.md: <matter>"'],
    ['a missing page', '~ gone.md 4.2\n', 'lib/x.ts:1: gone.md does not exist'],
    ['a missing page, by a code', '/* gone.md D17 */\n', 'lib/x.ts:1: gone.md does not exist'],
  ];
  for (const [what, text, fault] of dead)
    it(`must not name ${what}`, () => {
      expect(source(commented(text))).to.deep.equal([fault]);
      expect(source(commented(text), 'spec/x.ts')).to.deep.equal([fault.replace('lib/', 'spec/')]);
    });

  const published = [
    'Source: the standard.',
    'As in docs/wire.md, section 4.4.',
    'See docs/decisions.md: Retry-After.',
  ];
  for (const text of [...published, 'By design 7.', 'By wire.md 4.4.'])
    it(`are no part of a docstring of lib: ${text}`, () => {
      const docstring = `export {};\n/**\n * ${text}\n */\n`;
      expect(source(docstring)).to.have.length(1);
      expect(source(docstring)[0]).to.match(/^lib\/x\.ts:3: ".*" in a docstring; use a \/\/ comment$/);
      expect(declarationFaults({ file: 'dist/x.d.ts', text: docstring })[0]).to.match(/^dist\/x\.d\.ts:3: /);
    });

  it('may be part of a docstring elsewhere', () => {
    expect(source('/** docs/wire.md, section 4.4 */\n', 'spec/x.ts')).to.deep.equal([]);
    expect(declarationFaults({ file: 'dist/x.d.ts', text: '/** Emits events. */' })).to.deep.equal([]);
  });
});

describe('rows of decisions', () => {
  const faults = (test: string) => decisionFaults(`| matter | test |\n| --- | --- |\n| m | ${test} |\n`, read);

  it('link a test that has their title, whatever its quotes and marks', () => {
    expect(faults('[a](../spec/a.spec.ts) "`Retry-After`: waits"')).to.deep.equal([]);
    expect(faults('[a](../spec/a.spec.ts)')).to.deep.equal([]);
  });

  it('need a test', () => {
    expect(faults('none')).to.deep.equal(['docs/decisions.md: "m" has no test']);
  });

  it('must not claim a title that the test does not have', () => {
    expect(faults('[a](../spec/a.spec.ts) "sleeps"')).to.deep.equal([
      'docs/decisions.md: no linked test has the title "sleeps"',
    ]);
  });
});

describe('markdown', () => {
  it('keeps every line in its place without the blocks', () => {
    expect(withoutBlocks('a\n~~~\nb\n```\n~~~\nc')).to.equal('a\n\n\n\n\nc');
  });

  it('reads headings with their anchors', () => {
    expect(headingsOf('# A\n\n```\n# no\n```\n## 4.4 `b_c`, d-e! ##\n')).to.deep.equal([
      { text: 'A', anchor: 'a' },
      { text: '4.4 `b_c`, d-e!', anchor: '44-b_c-d-e' },
    ]);
    expect([...anchorsOf('# Ünïts & more')]).to.deep.equal(['ünïts--more']);
  });

  it('finds links in the order of their lines', () => {
    expect(linksOf('[a]: one\n[b](two) ![c](<three>)')).to.deep.equal([
      { line: 1, target: 'one' },
      { line: 2, target: 'two' },
      { line: 2, target: 'three' },
    ]);
  });

  it('reads the rows of tables without their heads', () => {
    expect(tableRows('| a | b |\n| --- | :-: |\n| 1 | x \\| y |\n\ntext | no\n')).to.deep.equal([['1', 'x | y']]);
  });
});
