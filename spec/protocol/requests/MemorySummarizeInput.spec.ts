import { expect } from 'chai';
import { getOrElseW, isLeft } from '#either';
import { MemoriesOutput, memorySummary } from '../../../lib/protocol/requests/MemorySummarizeInput.js';

const read = (output: readonly unknown[]) =>
  getOrElseW((): never => expect.fail('the reply was refused'))(MemoriesOutput.decode({ output })).output.map(
    memorySummary,
  );

describe('MemoriesOutput', () => {
  it('reads summaries under either name of the trace, and gives them one', () => {
    const output = [
      { trace_summary: 'a', memory_summary: 'b' },
      { raw_memory: 'c', memory_summary: 'd' },
    ];
    expect(read(output)).to.deep.equal([
      { raw_memory: 'a', memory_summary: 'b' },
      { raw_memory: 'c', memory_summary: 'd' },
    ]);
  });

  it('gives nothing but the two, and empty texts as such', () => {
    expect(read([{ trace_summary: '', memory_summary: '', id: 'trace-1' }])).to.deep.equal([
      { raw_memory: '', memory_summary: '' },
    ]);
  });

  it('prefers raw_memory where both are sent', () => {
    expect(read([{ trace_summary: 'a', raw_memory: 'c', memory_summary: 'd' }])).to.deep.equal([
      { raw_memory: 'c', memory_summary: 'd' },
    ]);
  });

  it('reads the other name where raw_memory is null', () => {
    expect(read([{ raw_memory: null, trace_summary: 'a', memory_summary: 'b' }])).to.deep.equal([
      { raw_memory: 'a', memory_summary: 'b' },
    ]);
  });

  it('reads an empty list', () => {
    expect(read([])).to.deep.equal([]);
  });

  const refused: readonly unknown[] = [
    null,
    [],
    {},
    { output: null },
    { output: {} },
    { output: [null] },
    { output: [{ memory_summary: 'b' }] },
    { output: [{ trace_summary: 'a' }] },
    { output: [{ trace_summary: 1, memory_summary: 'b' }] },
    { output: [{ raw_memory: 'a', memory_summary: null }] },
    {
      output: [{ raw_memory: 'a', memory_summary: 'b' }, { raw_memory: 'a' }],
    },
  ];
  for (const json of refused)
    it(`refuses ${JSON.stringify(json)}`, () => {
      expect(isLeft(MemoriesOutput.decode(json))).to.equal(true);
    });
});
