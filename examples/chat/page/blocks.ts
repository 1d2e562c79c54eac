/** A line that opens or closes a fenced block of code. */
const FENCE = /^ {0,3}(```|~~~)/;

/**
 * Cuts a Markdown text into blocks at its blank lines, but not inside a fenced block of code. While a text grows, only
 * its last block changes.
 */
export const blocksOf = (text: string): readonly string[] => {
  const blocks: string[] = [];
  let block: string[] = [];
  let fence: string | undefined;
  for (const line of text.split('\n')) {
    const mark = FENCE.exec(line)?.[1];
    if (fence === undefined && line.trim() === '') {
      if (block.length > 0) blocks.push(block.join('\n'));
      block = [];
      continue;
    }
    block.push(line);
    if (mark !== undefined) fence = fence === undefined ? mark : fence === mark ? undefined : fence;
  }
  return block.length > 0 ? [...blocks, block.join('\n')] : blocks;
};
