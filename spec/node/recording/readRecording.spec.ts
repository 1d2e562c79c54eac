import { expect } from 'chai';
import { readRecording } from '../../../lib/node/recording/readRecording.js';
import { bytes } from '../../../lib/testing/wire.js';
import { errorOf, valuesOf } from '../../support/collect.js';
import { useFolder } from '../temporary.js';

const head = '{"type":"head","status":200,"headers":{}}\n';

describe('readRecording', () => {
  const using = useFolder();

  it('reads a recording', async () => {
    const path = await using.file('a.jsonl', `${head}{"type":"chunk","at":7,"text":"é"}\n{"type":"end","at":9}\n`);
    expect(await valuesOf(readRecording(path))).to.deep.equal([
      { status: 200, headers: {}, chunks: [{ at: 7, bytes: bytes('é') }], ending: { type: 'end', at: 9 } },
    ]);
  });

  it('reads anew for every subscription', async () => {
    const path = await using.file('a.jsonl', head);
    const recording$ = readRecording(path);
    await using.file('a.jsonl', head.replace('200', '503'));
    expect(await valuesOf(recording$)).to.have.nested.property('[0].status', 503);
    await using.file('a.jsonl', head.replace('200', '418'));
    expect(await valuesOf(recording$)).to.have.nested.property('[0].status', 418);
  });

  const blocks: readonly [string, string, readonly string[]][] = [
    ['LF', 'data: a\n\nevent: x\ndata: é\n\n', ['data: a\n\n', 'event: x\ndata: é\n\n']],
    ['CRLF', 'data: a\r\n\r\ndata: b\r\n\r\n', ['data: a\r\n\r\n', 'data: b\r\n\r\n']],
    ['more than one blank line', 'data: a\n\n\n\r\ndata: b\n\n', ['data: a\n\n\n\r\n', 'data: b\n\n']],
    ['a last block without its blank line', 'data: a\n\ndata: b\n', ['data: a\n\n', 'data: b\n']],
    ['nothing in it', '', []],
  ];
  for (const [what, text, chunks] of blocks)
    it(`takes another file for an answer in which every block is a chunk: ${what}`, async () => {
      const path = await using.file('a.sse', text);
      expect(await valuesOf(readRecording(path, { gap: 20 }))).to.deep.equal([
        {
          status: 200,
          headers: { 'content-type': 'text/event-stream' },
          chunks: chunks.map((chunk, index) => ({ at: index * 20, bytes: bytes(chunk) })),
          ending: { type: 'end', at: 20 * Math.max(chunks.length - 1, 0) },
        },
      ]);
    });

  it('keeps the bytes of such a file that are no text', async () => {
    const path = await using.file('a.sse', Uint8Array.of(0x3a, 0xff, 10, 10, 0xc3));
    expect(await valuesOf(readRecording(path)))
      .to.have.nested.property('[0].chunks')
      .that.deep.equals([
        { at: 0, bytes: Uint8Array.of(0x3a, 0xff, 10, 10) },
        { at: 0, bytes: Uint8Array.of(0xc3) },
      ]);
  });

  it('fails with the text of the operating system where there is no file', async () => {
    const error = await errorOf(readRecording(using.path('missing')));
    expect(error).to.include({ type: 'file', code: 'ENOENT' });
    expect(error.message).to.match(/^file error: ENOENT: no such file or directory/);
  });

  it('fails with the line that is wrong', async () => {
    const path = await using.file('a.jsonl', `${head}{"type":"chunk"}\n${head}`);
    expect(await errorOf(readRecording(path))).to.include({
      type: 'file',
      path,
      detail: `${path}: line 2: at: expected milliseconds, got nothing`,
    });
  });

  it('says nothing to a consumer that has left', async () => {
    const path = await using.file('a.jsonl', head);
    const seen: unknown[] = [];
    const see = (what: unknown) => seen.push(what);
    readRecording(path)
      .subscribe({ next: see, error: see, complete: () => see('end') })
      .unsubscribe();
    await valuesOf(readRecording(path));
    expect(seen).to.deep.equal([]);
  });
});
