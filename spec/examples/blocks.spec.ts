import { expect } from 'chai';
import { blocksOf } from '../../examples/chat/page/blocks.js';

describe('the blocks of the chat example', () => {
  const rows: readonly (readonly [string, string, readonly string[]])[] = [
    ['nothing', '', []],
    ['paragraphs', 'a\nb\n\n\nc\n', ['a\nb', 'c']],
    ['a fence with a blank line in it', 'a\n\n```js\nb\n\nc\n```\n\nd', ['a', '```js\nb\n\nc\n```', 'd']],
    ['a fence that is still open', '```\na\n\nb', ['```\na\n\nb']],
    ['a fence of the other kind inside', '~~~\n```\n\n~~~\n\na', ['~~~\n```\n\n~~~', 'a']],
  ];
  for (const [name, text, blocks] of rows)
    it(`cuts ${name}`, () => {
      expect(blocksOf(text)).to.deep.equal(blocks);
    });

  it('changes only the last block while a text grows', () => {
    const text = 'one\n\ntwo\n\n```\nthree\n\nfour\n```\n\nfive';
    let before: readonly string[] = [];
    for (let length = 1; length <= text.length; length++) {
      const blocks = blocksOf(text.slice(0, length));
      expect(blocks.slice(0, before.length - 1)).to.deep.equal(before.slice(0, -1));
      before = blocks;
    }
  });
});
