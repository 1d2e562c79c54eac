import { expect } from 'chai';
import { renderMarkdown } from '../../../lib/cli/markdown/renderMarkdown.js';

/** Escape sequences as words: `<bold>text</bold>`. */
const NAMES: Readonly<Record<string, string>> = {
  '1': 'bold',
  '2': 'dim',
  '3': 'italic',
  '4': 'underline',
  '9': 'strikethrough',
  '22': '/',
  '23': '/',
  '24': '/',
  '29': '/',
  '33': 'yellow',
  '36': 'cyan',
  '39': '/',
};
const named = (text: string): string =>
  text.replaceAll('\u001b', '').replace(/\[(\d+)m/g, (_, code: string) => `<${NAMES[code] ?? code}>`);

const ROWS: readonly (readonly [what: string, markdown: string, output: string])[] = [
  ['plain text', 'one\ntwo & "three" < 4', 'one\ntwo & "three" < 4'],
  ['paragraphs', 'one\n\n\n\ntwo', 'one\n\ntwo'],
  ['headings', '# One\n## Two', '<bold><underline>One</></>\n\n<bold>Two</>'],
  ['emphasis', '*a* **b** ~~c~~ ***d***', '<italic>a</> <bold>b</> <strikethrough>c</> <italic><bold>d</></>'],
  ['escaped characters', '\\*not\\* 2 \\< 3', '*not* 2 < 3'],
  ['code in a line', 'use `a < b`', 'use <yellow>a < b</>'],
  ['a block of code, with its empty lines', '```ts\nif (a)\n\n  b;\n```', '  <yellow>if (a)\n\n    b;</>'],
  ['a block of code that is not closed', '```\na < b', '  <yellow>a < b</>'],
  ['a list', '- a\n- b', '<cyan>• </>a\n<cyan>• </>b'],
  ['a nested list', '- a\n  - b\n    - c', '<cyan>• </>a\n  <cyan>• </>b\n    <cyan>• </>c'],
  ['a list with numbers, from its first one', '7. a\n8. b', '<cyan>7. </>a\n<cyan>8. </>b'],
  ['a list with paragraphs', '- a\n\n  b\n- c', '<cyan>• </>a\n\n  b\n\n<cyan>• </>c'],
  ['a list of tasks', '- [x] a\n- [ ] b', '<cyan>• </>[x] a\n<cyan>• </>[ ] b'],
  ['a quotation', '> a\n> b', '<dim>│ </>a\n<dim>│ </>b'],
  ['a rule', 'a\n\n---\n\nb', `a\n\n<dim>${'─'.repeat(20)}</>\n\nb`],
  [
    'a table, with wide characters',
    '| a | b |\n|---|--:|\n| 日本 | 1 |\n| c | 23 |',
    '<bold>a      b</>\n<dim>────  ──</>\n日本   1\nc     23',
  ],
  ['a link with its address', '[here](https://a.test/x)', '<underline>here</> <dim>(https://a.test/x)</>'],
  [
    'a link that names another address',
    '[https://b.test](https://a.test)',
    '<underline>https://b.test</> <dim>(https://a.test)</>',
  ],
  ['an address', '<https://a.test> me@a.test', '<underline>https://a.test</> <underline>me@a.test</>'],
  ['a picture', '![a cat](https://a.test/cat.png)', 'a cat <dim>(https://a.test/cat.png)</>'],
  ['tags, as they came', 'a<br>b\n\n<div>c</div>', 'a<br>b\n\n<div>c</div>'],
  ['nothing', '', ''],
  ['blank lines', '\n\n', ''],
];

describe('renderMarkdown', () => {
  for (const [what, markdown, output] of ROWS)
    it(`renders ${what}`, () => {
      expect(named(renderMarkdown(markdown))).to.equal(output);
    });
});
